"""assemble.py TEXT MODEL [--external]: writes an ONNX model from its text form (onnx.parser).

Lines that begin with // are the test's. A tensor that the text declares beside the graph's values, without
stating its elements (`<float[4,3,3,3] w>`), becomes an initialiser of arbitrary fixed elements.
"""

import sys

import numpy
import onnx
import onnx.parser


def assemble(text):
    model = onnx.parser.parse_model("".join(line for line in text if not line.startswith("//")))
    computed = {output for node in model.graph.node for output in node.output}
    for declared in model.graph.value_info:
        if declared.name in computed:
            continue
        shape = [dimension.dim_value for dimension in declared.type.tensor_type.shape.dim]
        values = numpy.cos(numpy.arange(numpy.prod(shape, dtype=int), dtype=numpy.float32)) / 2
        model.graph.initializer.append(onnx.numpy_helper.from_array(values.reshape(shape), declared.name))
    del model.graph.value_info[:]
    return model


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        model = assemble(file)
    onnx.save(model, sys.argv[2], save_as_external_data="--external" in sys.argv,
              location=sys.argv[2].rsplit("/", 1)[-1] + ".data", size_threshold=0)
