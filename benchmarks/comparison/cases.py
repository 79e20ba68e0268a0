"""What can be compared: a network, a mode and a batch, on some threads; and what each is to reach."""

import dataclasses

# The least ratio (best peer's time / cnnc's time) that each case is to reach: at one thread, at two threads. With
# vectors of float32, as x86-64-v4 has them; on matrix tiles; on these in bf16, beside peers in bf16.
VECTOR_GOALS = {
    "vgg16:infer:1": (2.0, 2.0),
    "vgg16:infer:8": (1.8, 1.8),
    "resnet50:infer:1": (1.2, 1.2),
    "resnet50:infer:32": (1.3, 1.3),
    "mobilenet_v2:infer:1": (1.5, 1.5),
    "fashion_mnist_cnn:infer:1": (2.0, 2.0),
    "fashion_mnist_cnn:infer:64": (2.0, 2.0),
    "lenet5:infer:1": (3.0, 3.0),
    "lenet5:infer:32": (2.0, 2.5),
    "fashion_mnist_cnn:train:64": (1.9, 2.0),
    "lenet5:train:64": (4.0, 4.0),
    "resnet18_32:train:64": (1.5, 1.5),
}
TILE_GOALS = {
    "vgg16:infer:1": (2.4, 2.4),
    "vgg16:infer:8": (3.2, 3.2),
    "resnet50:infer:1": (2.2, 2.2),
    "resnet50:infer:32": (2.5, 2.5),
    "densenet121:infer:1": (1.8, 1.8),
    "squeezenet1_1:infer:1": (1.8, 1.8),
    "mobilenet_v2:infer:1": (1.7, 1.7),
    "fashion_mnist_cnn:infer:1": (2.5, 2.5),
    "fashion_mnist_cnn:infer:64": (3.0, 3.0),
    "fashion_mnist_cnn:train:64": (2.6, 2.6),
    "resnet18_32:train:64": (2.6, 2.6),
}
BF16_GOALS = {"resnet50:infer:32": (1.1, 1.1)}
# The most that cnnc's peak memory without one copy of the parameters may be, as a part of PyTorch's.
MEMORY_GOAL = 0.5
# The most that cnnc's time to the first result may be, as a part of ONNX Runtime's.
STARTUP_GOALS = {"resnet50:infer:1": 1 / 3}

MODES = ("infer", "train")


def goals(has_tiles, bf16):
    return BF16_GOALS if bf16 else TILE_GOALS if has_tiles else VECTOR_GOALS


@dataclasses.dataclass(frozen=True)
class Case:
    """One line of the table."""

    network: str
    mode: str
    batch: int
    threads: int
    goals: tuple = ()  # of each number of threads
    bf16: bool = False

    @property
    def name(self):
        return f"{self.network}:{self.mode}:{self.batch}"

    @property
    def goal(self):
        """None where nothing was laid down."""
        return self.goals[self.threads - 1] if self.threads <= len(self.goals) else None


def parse(text, networks):
    """NETWORK[:MODE[:BATCH]] as (network, mode, batch); a ValueError says what is wrong."""
    network, *rest = text.split(":")
    if network not in networks:
        raise ValueError(f"case '{text}': expected a network of {', '.join(networks)}, found '{network}'")
    mode = rest[0] if rest else "infer"
    if mode not in MODES:
        raise ValueError(f"case '{text}': expected the mode infer or train, found '{mode}'")
    batch = rest[1] if len(rest) > 1 else {"infer": "1", "train": "64"}[mode]
    if not batch.isascii() or not batch.isdigit() or int(batch) == 0 or len(rest) > 2:
        raise ValueError(f"case '{text}': expected NETWORK:MODE:BATCH with a positive batch")
    return network, mode, int(batch)
