"""ComfyUI seen from outside: found, started, driven over HTTP and websocket, stopped.

Nothing here imports ComfyUI. ``location`` uses the standard library only and is shared with dev.py.
"""
