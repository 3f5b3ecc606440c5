"""Papers as PDF: certificates, lists and guide slips. The only package that draws."""
