"""The hall's lists as a clerk reads them: rows of columns out of a plan's document, and back."""
