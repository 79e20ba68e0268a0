"""What cnnc compiled, through the C interface of the runtime (cnn/runtime.h). No numpy, which would cost memory
and time at the start that cnnc's code does not need."""

import array
import ctypes
import math


class Network:
    """A handle of cnn/runtime.h with one entry, its inputs and its outputs."""

    def __init__(self, runtime, library, threads, entry, inputs, outputs):
        self.runtime = ctypes.CDLL(runtime)
        self.runtime.cnn_runtime_last_error.restype = ctypes.c_char_p
        self.handle = ctypes.c_void_p()
        self.check(self.runtime.cnn_network_open(library.encode(), threads, ctypes.byref(self.handle)))
        self.inputs, self.outputs = inputs, outputs
        self.arguments = (self.handle, ctypes.c_char_p(entry), addresses(inputs), addresses(outputs))

    def check(self, status):
        if status != 0:
            raise RuntimeError(self.runtime.cnn_runtime_last_error().decode())

    def run(self):
        if self.runtime.cnn_network_run(*self.arguments) != 0:
            self.check(1)


def addresses(values):
    return (ctypes.c_void_p * len(values))(*(value.buffer_info()[0] for value in values))


def read(path, kind):
    values = array.array(kind)
    with open(path, "rb") as file:
        values.frombytes(file.read())
    return values


def zeros(kind, count):
    return array.array(kind, bytes(4 * count))


def infer(files):
    images = read(files["inputs"], "f")
    logits = zeros("f", files["shape"][0] * files["classes"])
    network = Network(files["runtime"], files["library"], files["threads"], b"infer", [images], [logits])
    return network.run, lambda: logits


def train(files, checked):
    data = [read(files["inputs"], "f"), read(files["labels"], "i")]
    assert math.prod(files["shape"]) == len(data[0])
    loss = zeros("f", 1)
    library = files["checked_library" if checked else "library"]
    network = Network(files["runtime"], library, files["threads"], b"train_step", data, [loss, zeros("i", 1)])
    return network.run, lambda: loss[0]
