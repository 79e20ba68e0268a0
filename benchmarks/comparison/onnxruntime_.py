"""ONNX Runtime: all graph optimisations, bound inputs and outputs."""

import numpy
import onnxruntime


def infer(files):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = files["threads"]
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    session = onnxruntime.InferenceSession(files["onnx"], options, providers=["CPUExecutionProvider"])
    images = numpy.fromfile(files["inputs"], numpy.float32).reshape(files["shape"])
    binding = session.io_binding()
    binding.bind_ortvalue_input("image", onnxruntime.OrtValue.ortvalue_from_numpy(images))
    binding.bind_output("logits", "cpu")
    return lambda: session.run_with_iobinding(binding), lambda: binding.copy_outputs_to_cpu()[0]
