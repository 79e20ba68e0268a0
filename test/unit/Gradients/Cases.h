//===- Cases.h - Random instances of every differentiable operation -----===//

#ifndef CNNC_TEST_UNIT_GRADIENTS_CASES_H
#define CNNC_TEST_UNIT_GRADIENTS_CASES_H

#include "../support/Windows.h"
#include <map>

namespace cnnc::test {

/// An operation as text (see `evaluate`) and its operands' values.
struct Case {
  std::string operation;
  std::vector<reference::Tensor> operands;
};

/// Makes an instance from random numbers.
using Generator = std::function<Case(Dice &)>;

/// A generator for each operation with a gradient rule, by the operation's name.
const std::map<std::string, Generator> &getGenerators();

} // namespace cnnc::test

#endif
