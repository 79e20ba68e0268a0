//===- KernelRunner.cpp - Runs a kernel in this process -----------------===//

#include "test/unit/support/KernelRunner.h"

#include "compiler/Kernels/ScheduleInterpreter.h"

using namespace mlir;

namespace cnnc::test {

static std::vector<int> toStored(RankedTensorType type, ArrayRef<int64_t> values) {
  std::vector<int> stored;
  for (int64_t dimension : llvm::reverse(cnn::getStoredOrder(type)))
    stored.push_back(static_cast<int>(values[dimension]));
  return stored;
}

Halide::Buffer<> makeBuffer(RankedTensorType type) {
  Type element = type.getElementType();
  Halide::Type kind = element.isF32()          ? Halide::Float(32)
                      : element.isInteger(8)   ? Halide::UInt(8)
                                               : Halide::Int(element.getIntOrFloatBitWidth());
  Halide::Buffer<> buffer(kind, toStored(type, type.getShape()));
  std::memset(buffer.data(), 0, buffer.size_in_bytes());
  return buffer;
}

template <typename T>
static T *getAddress(const Halide::Buffer<> &buffer, RankedTensorType type, ArrayRef<int64_t> indices) {
  std::vector<int> stored = toStored(type, indices);
  return reinterpret_cast<T *>(buffer.raw_buffer()->address_of(stored.data()));
}

double getElement(const Halide::Buffer<> &buffer, RankedTensorType type, ArrayRef<int64_t> indices) {
  if (buffer.type().is_float())
    return *getAddress<float>(buffer, type, indices);
  if (buffer.type().bits() == 8)
    return *getAddress<uint8_t>(buffer, type, indices);
  return *getAddress<int32_t>(buffer, type, indices);
}

void setElement(Halide::Buffer<> &buffer, RankedTensorType type, ArrayRef<int64_t> indices, double value) {
  if (buffer.type().is_float())
    *getAddress<float>(buffer, type, indices) = static_cast<float>(value);
  else if (buffer.type().bits() == 8)
    *getAddress<uint8_t>(buffer, type, indices) = static_cast<uint8_t>(value);
  else
    *getAddress<int32_t>(buffer, type, indices) = static_cast<int32_t>(value);
}

FailureOr<std::unique_ptr<KernelRunner>> KernelRunner::create(halide::KernelOp kernel, bool openCL) {
  auto runner = std::make_unique<KernelRunner>();
  for (Type type : kernel.getFunctionType().getResults())
    runner->results.push_back(cast<RankedTensorType>(type));
  try {
    auto definition = Definition::create(kernel);
    if (failed(definition) || failed(applySchedule(kernel, **definition)))
      return failure();
    runner->definition = std::move(*definition);
    runner->pipeline = runner->definition->getPipeline();
    Halide::Target target = Halide::get_jit_target_from_environment();
    runner->pipeline.compile_jit(openCL ? target.with_feature(Halide::Target::OpenCL) : target);
  } catch (const Halide::Error &error) {
    return kernel.emitError("cannot be compiled: ") << error.what();
  }
  return runner;
}

void KernelRunner::runInto(const std::vector<Halide::Buffer<>> &inputs, std::vector<Halide::Buffer<>> &outputs) {
  for (auto [parameter, buffer] : llvm::zip(definition->getInputs(), inputs)) {
    // Filled through raw pointers, which a device does not see.
    Halide::Buffer<> filled(buffer);
    filled.set_host_dirty();
    Halide::ImageParam(parameter).set(filled);
  }
  Halide::Realization realization(outputs);
  pipeline.realize(realization);
  for (Halide::Buffer<> &output : outputs)
    output.copy_to_host();
}

std::vector<Halide::Buffer<>> KernelRunner::run(const std::vector<Halide::Buffer<>> &inputs) {
  std::vector<Halide::Buffer<>> outputs;
  for (RankedTensorType type : results)
    outputs.push_back(makeBuffer(type));
  runInto(inputs, outputs);
  return outputs;
}

} // namespace cnnc::test
