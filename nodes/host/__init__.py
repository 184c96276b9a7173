"""The edge to ComfyUI: everything that depends on how the host works inside."""
