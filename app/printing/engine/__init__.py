"""What every paper is drawn with: faces, text that fits, tables, QR codes and the PDF itself."""
