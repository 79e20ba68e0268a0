"""cnnc as a backend of the ONNX project's own test suite (onnx.backend.base).

`prepare` compiles a model with cnnc and `run` computes it with cnn-run, each as a user would. A model that cnnc
refuses must be refused well: status 1 and one line that says why; the runner then counts it as not implemented.
"""

import collections
import re
import subprocess
import tempfile
from pathlib import Path

import numpy
import onnx
import onnx.version_converter
from onnx.backend.base import Backend, BackendRep
from onnx.backend.test.runner import BackendIsNotSupposedToImplementIt
from onnx.reference import ReferenceEvaluator

OPERATORS = set(
    """Add AveragePool BatchNormalization Clip Concat Constant Conv Dropout Flatten Gemm GlobalAveragePool Identity
    LeakyRelu MatMul MaxPool Mul ReduceMean Relu Reshape Sigmoid Softmax Tanh Transpose""".split())

# Why cnnc may refuse a model, and how it says so.
REASONS = {
    "other operators": r"operator (?P<operator>[\w.]+) is not supported: |operators of [\w.]+ are not supported: ",
    "opset 9 is the oldest": r"expects a model of opset 9 to \d+, found opset [1-8]$",
    "networks compute in float32 tensors": r"expects elements of type FLOAT, found (?!FLOAT\b)|expects a tensor$",
    "shapes, axes and limits are fixed when a network is compiled":
        r"expects '\w+' to be a constant|only the batch \(dimension 0\) may stay open|expects a shape$",
    "tensors have elements": r"expects positive extents, found 0 ",
    "windows have two dimensions at most": r"a 3-D \w+ is not supported",
    "a matrix product has one matrix on the right": r"a stack of matrices on the right is not supported",
    "the batch is not reduced": r"a mean over the batch \(axis 0\) is not supported",
    "operators give their first output only": r"is an optional output of ",
    "training mode is for cnnc --train": r"is in training mode",
}

# The inputs of operators that must be known when a network is compiled.
CONSTANT_INPUTS = {"Reshape": (1,), "Clip": (1, 2), "ReduceMean": (1,), "Dropout": (1, 2)}


class Refusal(BackendIsNotSupposedToImplementIt):
    """cnnc's message for a model that it does not accept."""


def other_operators(model):
    return {node.op_type for node in model.graph.node if node.domain or node.op_type not in OPERATORS}


def find_opset(model):
    return next((opset.version for opset in model.opset_import if opset.domain in ("", "ai.onnx")), None)


def inputs_without_initializer(model):
    initializers = {initializer.name for initializer in model.graph.initializer}
    return [value.name for value in model.graph.input if value.name not in initializers]


def constant_inputs(model):
    """The inputs of the graph that must be known when it is compiled."""
    needed = {node.input[index] for node in model.graph.node for index in CONSTANT_INPUTS.get(node.op_type, ())
              if index < len(node.input)}
    return [name for name in inputs_without_initializer(model) if name in needed]


def freeze(model, values):
    """A copy in which the inputs named in `values` are initialisers."""
    frozen = onnx.ModelProto()
    frozen.CopyFrom(model)
    del frozen.graph.input[:]
    frozen.graph.input.extend(value for value in model.graph.input if value.name not in values)
    frozen.graph.initializer.extend(onnx.numpy_helper.from_array(value, name) for name, value in values.items())
    return frozen


def fold(model):
    """A copy in which the nodes of other operators that read only constants are computed, or the model itself if
    that does not suffice: the models of data/light are small files because ConstantOfShape makes their weights."""
    constant = {initializer.name for initializer in model.graph.initializer}
    folded, kept = [], []
    for node in model.graph.node:
        known = node.op_type not in OPERATORS and constant.issuperset(node.input)
        (folded if known else kept).append(node)
        constant.update(node.output if known else ())
    if not folded or len(model.graph.node) == len(folded) or any(node.op_type not in OPERATORS for node in kept):
        return model
    read = {name for node in kept for name in node.input}
    outputs = [name for node in folded for name in node.output if name in read]
    constants = onnx.helper.make_graph(folded, "constants", [], [onnx.ValueInfoProto(name=name) for name in outputs],
                                       model.graph.initializer)
    values = ReferenceEvaluator(onnx.helper.make_model(constants, opset_imports=model.opset_import)).run(None, {})
    result = freeze(model, dict(zip(outputs, values)))
    del result.graph.node[:]
    result.graph.node.extend(kept)
    return result


def check_refusal(model, process):
    """Raises a Refusal if cnnc says well why it does not compile the model, otherwise fails."""
    lines = process.stderr.splitlines()
    assert process.returncode == 1, f"cnnc ended with status {process.returncode}: {process.stderr}"
    assert len(lines) == 1 and " error: " in lines[0], f"expected one line with an error, found: {process.stderr}"
    message = lines[0].split(" error: ", 1)[1]
    for reason, pattern in REASONS.items():
        if match := re.search(pattern, message):
            operator = match.groupdict().get("operator")
            assert operator is None or operator.rsplit(".", 1)[-1] in other_operators(model), message
            raise Refusal(reason)
    raise AssertionError(f"cnnc should compile this model, or say better why not: {message}")


class CompiledModel(BackendRep):
    def __init__(self, model):
        self.inputs = inputs_without_initializer(model)
        self.outputs = [value.name for value in model.graph.output]
        self.temporary = tempfile.TemporaryDirectory(prefix="conformance-")
        self.folder = Path(self.temporary.name)
        onnx.save(model, self.folder / "model.onnx")
        process = subprocess.run(["cnnc", "model.onnx", "-o", "model.so", "--threads=1"], cwd=self.folder,
                                 capture_output=True, text=True)
        if process.returncode != 0:
            check_refusal(model, process)
        assert process.stderr == "", process.stderr
        assert not other_operators(model), "cnnc accepts an operator that is not in the list of this test"

    def run(self, inputs, **_):
        arguments = []
        for number, (name, value) in enumerate(zip(self.inputs, inputs, strict=True)):
            numpy.save(self.folder / f"input{number}.npy", value)
            arguments += ["--input", f"{name}=input{number}.npy"]
        for number, name in enumerate(self.outputs):
            arguments += ["--output", f"{name}=output{number}.npy"]
        process = subprocess.run(["cnn-run", "infer", "model.so", *arguments], cwd=self.folder, capture_output=True,
                                 text=True)
        assert process.returncode == 0, process.stderr
        return [numpy.load(self.folder / f"output{number}.npy") for number in range(len(self.outputs))]


class FrozenModel(BackendRep):
    """A model that gets inputs which must be constants: compiled once they are known."""

    def __init__(self, model, constants):
        self.model, self.constants = model, constants

    def run(self, inputs, **_):
        values = dict(zip(inputs_without_initializer(self.model), inputs, strict=True))
        frozen = freeze(self.model, {name: values.pop(name) for name in self.constants})
        return CnncBackend.compile(frozen).run(values.values())


class CnncBackend(Backend):
    refusals = collections.Counter()

    @classmethod
    def supports_device(cls, device):
        return device == "CPU"

    @classmethod
    def compile(cls, model):
        try:
            return CompiledModel(model)
        except Refusal as refusal:
            cls.refusals[str(refusal)] += 1
            raise

    @classmethod
    def prepare(cls, model, device="CPU", **_):
        """The model compiled, where needed after the steps that its user would take first."""
        model = fold(model)
        if find_opset(model) in range(1, 9):
            expect_refusal(model)
            model = onnx.version_converter.convert_version(model, 9)
        constants = constant_inputs(model)
        if constants and not other_operators(model):
            expect_refusal(model)
            return FrozenModel(model, constants)
        return cls.compile(model)


def expect_refusal(model):
    try:
        CompiledModel(model)
    except Refusal:
        return
    raise AssertionError("cnnc accepts a model that this test takes for one to be changed first")
