"""OpenVINO: float32 or bf16, one stream, the hint for the shortest time of one call."""

import numpy
import openvino


def infer(files):
    core = openvino.Core()
    model = core.compile_model(files["onnx"], "CPU", {
        "INFERENCE_PRECISION_HINT": "bf16" if files["bf16"] else "f32", "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_NUM_THREADS": files["threads"], "NUM_STREAMS": 1})
    request = model.create_infer_request()
    images = numpy.fromfile(files["inputs"], numpy.float32).reshape(files["shape"])
    request.set_input_tensor(openvino.Tensor(images))  # a copy, aligned as OpenVINO likes it

    def run():
        request.start_async()
        request.wait()

    return run, lambda: request.get_output_tensor().data
