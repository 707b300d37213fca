"""Figures for the hall: service times per department and desk."""
