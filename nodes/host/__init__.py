"""The edge to ComfyUI: all code that depends on the inner workings of the host."""
