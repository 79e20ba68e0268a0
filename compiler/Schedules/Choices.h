//===- Choices.h - The numbers that a schedule leaves open --------------===//

#ifndef CNNC_COMPILER_SCHEDULES_CHOICES_H
#define CNNC_COMPILER_SCHEDULES_CHOICES_H

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/SmallVector.h"
#include <map>
#include <string>

namespace cnnc {

/// Numbers to take in a kernel's schedule, by the names that its family asks for them with. A name that is
/// missing, or a number that is no candidate, leaves the choice to the cost model.
using Choices = std::map<std::string, int64_t>;

/// A number that a family asked for.
struct Choice {
  std::string name;
  int64_t value; // taken
  llvm::SmallVector<int64_t> candidates;
};

} // namespace cnnc

#endif
