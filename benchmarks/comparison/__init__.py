"""cnnc beside ONNX Runtime, OpenVINO and PyTorch: see docs/benchmarks.md."""
