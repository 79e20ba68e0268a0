//===- TargetTest.h - A test on every target that runs here -------------===//

#ifndef CNNC_TEST_UNIT_SUPPORT_TARGETTEST_H
#define CNNC_TEST_UNIT_SUPPORT_TARGETTEST_H

#include "test/unit/support/KernelRunner.h"
#include "gtest/gtest.h"

namespace cnnc::test {

/// A test whose parameter is the name of a target; skipped where code for that does not run.
class TargetTest : public testing::TestWithParam<std::string> {
protected:
  void SetUp() override {
    auto parsed = Target::parse(GetParam());
    ASSERT_TRUE(static_cast<bool>(parsed));
    target = *parsed;
    if (std::string reason = whyNotRun(target); !reason.empty())
      GTEST_SKIP() << reason;
  }

  /// A seed of the target's own: each draws other shapes.
  uint64_t getSeed(uint64_t seed) const { return seed + 1000 * (target.vectorFloats + target.vectorRegisters); }

  Target target;
};

/// The CPU targets; in the programs for OpenCL, which the processor runs too, that one.
inline std::vector<std::string> getTestTargets() {
#ifdef CNNC_TEST_OPENCL
  return {"opencl"};
#else
  std::vector<std::string> names;
  for (const Target &target : Target::getCpuTargets())
    names.push_back(target.name);
  return names;
#endif
}

} // namespace cnnc::test

/// Instantiates a suite for every target, under its name with _ for -.
#define CNNC_FOR_EVERY_TARGET(suite)                                                                                   \
  INSTANTIATE_TEST_SUITE_P(Targets, suite, testing::ValuesIn(cnnc::test::getTestTargets()), [](const auto &info) {     \
    std::string name = info.param;                                                                                     \
    std::replace(name.begin(), name.end(), '-', '_');                                                                  \
    return name;                                                                                                       \
  })

#endif
