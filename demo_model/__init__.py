"""The demo model: a miniature of SDXL, its scenes, and how it is trained and judged."""
