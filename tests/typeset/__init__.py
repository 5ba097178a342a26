"""Typesets reports like the publishers' as PDFs, at test time, so that no PDF lies in the repository."""
