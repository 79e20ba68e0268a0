//===- KernelRunner.cpp - Runs a kernel for some target -----------------===//

#include "test/unit/support/KernelRunner.h"

#include "test/unit/support/TileStageCompiler.h"

#include "compiler/Codegen/HalideTarget.h"
#include "compiler/Kernels/ScheduleInterpreter.h"
#include "dialects/CNN/Layout.h"
#include "runtime/embedded/Processor.h"

using namespace mlir;

namespace cnnc::test {

/// Innermost first, as Halide counts.
static std::vector<int> toStored(RankedTensorType type, ArrayRef<int64_t> indices) {
  cnn::StoredOrder order = cnn::getStoredOrder(type);
  std::vector<int> stored;
  for (int64_t dimension : order.dimensions)
    stored.push_back(static_cast<int>(indices[dimension]));
  if (order.isBlocked()) {
    stored[llvm::find(order.dimensions, order.innermost()) - order.dimensions.begin()] /= order.block;
    stored.back() %= order.block;
  }
  std::reverse(stored.begin(), stored.end());
  return stored;
}

Halide::Buffer<> makeBuffer(RankedTensorType type) {
  Type element = type.getElementType();
  Halide::Type kind = element.isF32()          ? Halide::Float(32)
                      : element.isInteger(8)   ? Halide::UInt(8)
                                               : Halide::Int(element.getIntOrFloatBitWidth());
  SmallVector<int64_t> extents = cnn::getStoredShape(type);
  Halide::Buffer<> buffer(kind, std::vector<int>(extents.rbegin(), extents.rend()));
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

std::string whyNotRun(const Target &target) {
  if (target.getTriple().isAArch64())
    return StringRef(CNNC_RUN_KERNEL).empty() ? "no C++ library for aarch64 or no qemu-aarch64" : "";
  // The host code of GPU targets is x86-64-v3's.
  std::string host = target.isGpu() ? "x86-64-v3" : target.name;
  return ::cnn::runtime::embedded::processorRuns(host.c_str()) ? "" : "this processor lacks instructions of " + host;
}

namespace {
class NativeRunner : public KernelRunner {
public:
  LogicalResult compile(halide::KernelOp kernel, const Target &target) {
    try {
      auto created = Definition::create(kernel);
      if (failed(created) || failed(applySchedule(kernel, **created)))
        return failure();
      definition = std::move(*created);
      pipeline = definition->getPipeline();
      pipeline.set_jit_externs(stages.compile(getTileKernels(kernel)));
      pipeline.compile_jit(getHalideTarget(target));
    } catch (const Halide::Error &error) {
      return kernel.emitError("cannot be compiled: ") << error.what();
    }
    return success();
  }

  void runInto(const std::vector<Halide::Buffer<>> &inputs, std::vector<Halide::Buffer<>> &outputs) override {
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

private:
  std::unique_ptr<Definition> definition;
  TileStageCompiler stages;
  Halide::Pipeline pipeline;
};
} // namespace

FailureOr<std::unique_ptr<KernelRunner>> KernelRunner::create(halide::KernelOp kernel, const Target &target) {
  std::unique_ptr<KernelRunner> runner;
  if (target.getTriple().isX86()) {
    auto native = std::make_unique<NativeRunner>();
    if (failed(native->compile(kernel, target)))
      return failure();
    runner = std::move(native);
  } else {
    auto emulated = createEmulatedRunner(kernel, target);
    if (failed(emulated))
      return failure();
    runner = std::move(*emulated);
  }
  for (Type type : kernel.getFunctionType().getResults())
    runner->results.push_back(cast<RankedTensorType>(type));
  return runner;
}

std::vector<Halide::Buffer<>> KernelRunner::run(const std::vector<Halide::Buffer<>> &inputs) {
  std::vector<Halide::Buffer<>> outputs;
  for (RankedTensorType type : results)
    outputs.push_back(makeBuffer(type));
  runInto(inputs, outputs);
  return outputs;
}

} // namespace cnnc::test
