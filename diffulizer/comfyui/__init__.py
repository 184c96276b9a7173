"""ComfyUI seen from outside: find, start and stop it, and drive it over HTTP and websocket.

Nothing here imports ComfyUI. ``location`` uses the standard library only, because dev.py uses it too.
"""
