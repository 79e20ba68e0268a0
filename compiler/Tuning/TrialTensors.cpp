//===- TrialTensors.cpp - Operands of a kernel that is measured ---------===//

#include "compiler/Tuning/TrialTensors.h"

#include "compiler/Conversion/ArenaOffsets.h"
#include "dialects/Halide/Buffers.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>
#include <random>
#include <unistd.h>

using namespace mlir;

namespace cnnc {

/// What all copies take together: twice the last-level cache.
static size_t getColdBytes() {
  long bytes = std::max(sysconf(_SC_LEVEL3_CACHE_SIZE), sysconf(_SC_LEVEL2_CACHE_SIZE));
  return 2 * static_cast<size_t>(std::clamp<long>(bytes, 8 << 20, 256 << 20));
}

static size_t getBytes(Type type) {
  return llvm::alignTo(getByteSize(getStoredType(cast<RankedTensorType>(type))), arenaAlignment);
}

static void fill(RankedTensorType type, void *data) {
  if (!type.getElementType().isF32()) {
    std::memset(data, 0, getBytes(type));
    return;
  }
  std::minstd_rand engine(1);
  std::uniform_real_distribution<float> uniform(-1.0f, 1.0f);
  std::generate_n(static_cast<float *>(data), getBytes(type) / sizeof(float), [&] { return uniform(engine); });
}

TrialTensors::TrialTensors(halide::KernelOp kernel) {
  FunctionType type = kernel.getFunctionType();
  size_t inputBytes = 0, bytes = 0;
  for (Type input : type.getInputs())
    inputBytes += getBytes(input);
  bytes = inputBytes;
  for (Type result : type.getResults())
    bytes += getBytes(result);

  copies.resize(llvm::divideCeil(getColdBytes(), bytes));
  for (Copy &copy : copies) {
    copy.memory.reset(static_cast<char *>(std::aligned_alloc(arenaAlignment, bytes)));
    if (!copy.memory)
      llvm::report_fatal_error("there is no memory for " + llvm::Twine(copies.size()) + " copies of the operands of @" +
                                   kernel.getSymName() + ", " + llvm::Twine(bytes) + " bytes each",
                               /*gen_crash_diag=*/false);
    char *place = copy.memory.get();
    for (Type input : type.getInputs()) {
      copy.inputs.push_back(place);
      place += getBytes(input);
    }
    for (Type result : type.getResults()) {
      copy.outputs.push_back(place);
      place += getBytes(result);
    }
    // Filling is slow; and every page is touched before anything is measured.
    if (&copy == &copies.front())
      for (auto [input, address] : llvm::zip(type.getInputs(), copy.inputs))
        fill(cast<RankedTensorType>(input), const_cast<void *>(address));
    else
      std::memcpy(copy.memory.get(), copies.front().memory.get(), inputBytes);
    std::memset(copy.memory.get() + inputBytes, 0, bytes - inputBytes);
  }
}

bool agree(RankedTensorType type, const void *expected, const void *found) {
  int64_t elements = type.getNumElements();
  if (!type.getElementType().isF32()) {
    size_t size = type.getElementTypeBitWidth() / 8;
    auto *a = static_cast<const char *>(expected), *b = static_cast<const char *>(found);
    int64_t different = 0;
    for (int64_t index = 0; index < elements; ++index)
      different += std::memcmp(a + index * size, b + index * size, size) != 0;
    return different * 1000 <= elements;
  }
  auto *a = static_cast<const float *>(expected), *b = static_cast<const float *>(found);
  float largest = 0, difference = 0;
  for (int64_t index = 0; index < elements; ++index) {
    // The square root of a negative variance, say, is no number in either.
    if (std::isnan(a[index]) && std::isnan(b[index]))
      continue;
    if (a[index] == b[index]) {
      largest = std::isinf(a[index]) ? largest : std::max(largest, std::abs(a[index]));
      continue;
    }
    if (!std::isfinite(a[index]) || !std::isfinite(b[index]))
      return false;
    largest = std::max(largest, std::abs(a[index]));
    difference = std::max(difference, std::abs(a[index] - b[index]));
  }
  return difference <= 1e-4f * largest;
}

} // namespace cnnc
