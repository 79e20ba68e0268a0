//===- Phases.cpp - The phases of a strided input gradient --------------===//

#include "dialects/Halide/Phases.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>

using namespace cnnc::cnn;

namespace cnnc::halide {

llvm::SmallVector<PhaseAxis> getPhases(const WindowAxis &axis) {
  llvm::SmallVector<PhaseAxis> phases;
  int64_t common = std::gcd(axis.stride, axis.dilation);
  for (int64_t phase = 0; phase < axis.stride; ++phase) {
    // Tap r reaches element stride*o + r*dilation - padBefore of output o.
    PhaseAxis result{phase, 0, 0, axis.stride / common, 0, axis.dilation / common};
    while (result.firstTap < axis.kernel &&
           (phase + axis.padBefore - result.firstTap * axis.dilation) % axis.stride != 0)
      ++result.firstTap;
    if (result.firstTap < axis.kernel) {
      result.taps = llvm::divideCeil(axis.kernel - result.firstTap, result.tapStep);
      result.firstOutput = (phase + axis.padBefore - result.firstTap * axis.dilation) / axis.stride;
    }
    phases.push_back(result);
  }
  return phases;
}

bool isSpread(const Window &window) { return window.y.stride * window.x.stride > mostPhases; }

Window getPhasedWindow(const Window &window) {
  Window phased = window;
  if (isSpread(window))
    for (WindowAxis *axis : {&phased.y, &phased.x}) {
      axis->output = (axis->output - 1) * axis->stride + 1;
      axis->stride = 1;
    }
  return phased;
}

llvm::SmallVector<Phase> getPhases(const Window &window) {
  llvm::SmallVector<Phase> phases;
  for (const PhaseAxis &y : getPhases(window.y))
    for (const PhaseAxis &x : getPhases(window.x))
      phases.push_back({y, x});
  return phases;
}

bool isStrided(const Window &window) { return window.y.stride > 1 || window.x.stride > 1; }

std::string getPhasePurpose(const Window &window, const Phase &phase) {
  return isStrided(window) ? "phase_" + std::to_string(phase.y.phase) + "_" + std::to_string(phase.x.phase) : "";
}

std::string getProductsPurpose(const Window &window, const Phase &phase) {
  return isStrided(window) ? "products_" + getPhasePurpose(window, phase) : "products";
}

bool needsPaddedGradient(const Window &window) {
  auto readsBeyond = [](const WindowAxis &axis) {
    // Every phase is computed for as many elements as the first, which has most.
    int64_t last = llvm::divideCeil(axis.input, axis.stride) - 1;
    return llvm::any_of(getPhases(axis), [&](const PhaseAxis &phase) {
      return phase.taps > 0 && (phase.firstOutput - (phase.taps - 1) * phase.outputStep < 0 ||
                                last + phase.firstOutput >= axis.output);
    });
  };
  return isSpread(window) || readsBeyond(window.y) || readsBeyond(window.x);
}

} // namespace cnnc::halide
