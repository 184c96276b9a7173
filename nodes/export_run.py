from comfy_api.latest import io


class ExportRun(io.ComfyNode):
    @classmethod
    def define_schema(cls):
        return io.Schema(node_id="Diffulizer_ExportRun", inputs=[], outputs=[])

    @classmethod
    def execute(cls):
        return None
