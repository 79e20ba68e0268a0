//===- Phases.h - The phases of a strided input gradient ----------------===//

#ifndef CNNC_DIALECTS_HALIDE_PHASES_H
#define CNNC_DIALECTS_HALIDE_PHASES_H

#include "dialects/CNN/Window.h"
#include "llvm/ADT/SmallVector.h"
#include <string>

namespace cnnc::halide {

/// The elements phase, phase + stride, ... of one axis of an input gradient. Which taps meet an output element is the
/// same for all of them, and so is the distance:
///   dx[phase + stride*i] = sum over t < taps of w[firstTap + t*tapStep] * dy[i + firstOutput - t*outputStep]
/// Spreading dy out by the stride instead would multiply stride - 1 of stride elements with zeros.
struct PhaseAxis {
  int64_t phase, taps, firstTap, tapStep, firstOutput, outputStep;
};

/// The phases of one axis, one for each residue of the stride. One whose taps meet no element has none.
llvm::SmallVector<PhaseAxis> getPhases(const cnn::WindowAxis &axis);

/// A phase of an image.
struct Phase {
  PhaseAxis y, x;

  /// Whether its elements are zero.
  bool isEmpty() const { return y.taps == 0 || x.taps == 0; }
};

/// A kernel of more phases takes seconds to compile (256 of them 13 s).
constexpr int64_t mostPhases = 64;

/// Whether the output gradient is spread out by the stride after all, because there are too many phases.
bool isSpread(const cnn::Window &window);
/// The window whose phases are summed: the same, or with stride 1 over the output gradient that is spread out.
cnn::Window getPhasedWindow(const cnn::Window &window);

/// All phases, that of place (y, x) at y * (stride along x) + x.
llvm::SmallVector<Phase> getPhases(const cnn::Window &window);

bool isStrided(const cnn::Window &window);
/// The purpose of the stage that sums one phase; without a stride that of the main stage.
std::string getPhasePurpose(const cnn::Window &window, const Phase &phase);
/// The purpose of the stage that forms its products on matrix tiles.
std::string getProductsPurpose(const cnn::Window &window, const Phase &phase);
/// Whether the phases of a convolution read another image than the output gradient: spread out, or with zeros around.
bool needsPaddedGradient(const cnn::Window &window);

} // namespace cnnc::halide

#endif
