//===- DefinitionCheck.h - A kernel of one operation, judged ------------===//

#ifndef CNNC_TEST_UNIT_KERNELS_DEFINITIONCHECK_H
#define CNNC_TEST_UNIT_KERNELS_DEFINITIONCHECK_H

#include "test/unit/Gradients/Cases.h"
#include "test/unit/support/TargetTest.h"

namespace cnnc::test {

/// How the tensors of a kernel lie in memory: all row-major; as --cnn-assign-layouts would have them in wide networks
/// and in narrow ones, their images innermost; in any order, the same for tensors of one shape; or as the types of the
/// case say.
enum class Layouts { RowMajor, Assigned, Random, ImagesInnermost, Stated };

/// A tensor and the element type that the operation takes it as.
struct Operand {
  reference::Tensor value;
  std::string element = "f32";
  std::string layout = "";
};

/// Random numbers between the bounds.
Operand makeOperand(Dice &dice, const Shape &shape, double low = -1.0, double high = 1.0);
/// Random whole numbers from 0 to count - 1.
Operand makeNumbers(Dice &dice, const Shape &shape, int64_t count, std::string element);
/// A shape of so many dimensions, each of a few elements.
Shape rollShape(Dice &dice, int64_t leastRank, int64_t mostRank);

/// The text of operation `cnn.<name>` on the operands; `results` are its result types.
Case makeOperation(llvm::StringRef name, const std::vector<Operand> &operands, llvm::StringRef attributes,
                   const std::vector<std::string> &results);

/// Operations on every target that runs here.
class Definition : public TargetTest {
protected:
  /// Compiles the operation as a kernel of its own, with the schedule that cnnc gives it, and compares
  /// every result with the reference interpreter's: to 2e-5 of the largest element.
  void checkDefinition(const Case &made, Layouts layouts, Dice &dice);
  /// In the assigned layouts, and half of the time in others.
  void checkDefinition(const Case &made, Dice &dice);
};

} // namespace cnnc::test

#endif
