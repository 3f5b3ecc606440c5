"""引き出しの照合: the paper under the scanner against what should lie in the drawer."""
