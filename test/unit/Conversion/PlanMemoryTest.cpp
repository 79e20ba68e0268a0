//===- PlanMemoryTest.cpp - Random networks, replayed -------------------===//

#include "compiler/Conversion/Passes.h"

#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/StringExtras.h"
#include "gtest/gtest.h"
#include <map>
#include <random>

using namespace mlir;
using namespace cnnc;

/// A network of element-wise layers, products and reductions over random earlier values, with
/// parameters that are read, updated and returned.
static std::string writeNetwork(std::mt19937 &random) {
  auto pick = [&](int bound) { return static_cast<int>(random() % bound); };
  const std::string type = "tensor<8x8xf32>";
  const int parameters = 1 + pick(4), layers = 3 + pick(40);
  std::string text;
  for (int i = 0; i < parameters; ++i)
    text += "cnn.parameter @p" + std::to_string(i) + " : " + type + " = #cnn.constant<0.5>\n";
  text += "cnn.network @n(%x: " + type + ") -> (" + type + ", " + type + ", " + type + ") {\n";
  std::vector<std::string> values{"%x"};
  for (int i = 0; i < parameters; ++i) {
    values.push_back("%r" + std::to_string(i));
    text += values.back() + " = cnn.read @p" + std::to_string(i) + " : " + type + "\n";
  }
  for (int i = 0; i < layers; ++i) {
    std::string a = values[pick(values.size())], b = values[pick(values.size())], name = "%v" + std::to_string(i);
    const char *binary[] = {"cnn.add", "cnn.multiply", "cnn.matmul", "cnn.relu_gradient"};
    const char *unary[] = {"cnn.relu", "cnn.tanh", "cnn.softmax", "cnn.transpose"};
    if (pick(2)) {
      text += name + " = " + binary[pick(4)] + " " + a + ", " + b + " : (" + type + ", " + type + ") -> " + type + "\n";
    } else {
      int kind = pick(4);
      text += name + " = " + unary[kind] + " " + a + (kind == 3 ? " permutation = [1, 0]" : "") + " : (" +
              type + ") -> " + type + "\n";
    }
    values.push_back(name);
  }
  for (int i = 0; i < parameters; ++i)
    if (pick(4))
      text += "cnn.write @p" + std::to_string(i) + ", " + values[pick(values.size())] + " : " + type + "\n";
  text += "cnn.return ";
  for (int i = 0; i < 3; ++i)
    text += (i ? ", " : "") + values[pick(values.size())];
  return text + " : " + type + ", " + type + ", " + type + "\n}\n";
}

/// A value as a term: equal terms are equal values.
static std::string getTerm(StringRef kernel, int result, ArrayRef<std::string> inputs) {
  if (kernel.starts_with("repack"))
    return inputs.front();
  return (kernel + "." + Twine(result) + "(" + llvm::join(inputs, ",") + ")").str();
}

/// The terms of the results and of the parameters at the end, by the network's own meaning.
static std::vector<std::string> getMeaning(cnn::NetworkOp network) {
  llvm::DenseMap<Value, std::string> terms;
  for (BlockArgument argument : network.getArguments())
    terms[argument] = "argument";
  std::map<std::string, std::string> parameters;
  std::vector<std::string> results;
  for (Operation &op : network.getBody().front()) {
    if (auto read = dyn_cast<cnn::ReadOp>(op)) {
      terms[read.getValue()] = read.getParameter().str();
    } else if (auto write = dyn_cast<cnn::WriteOp>(op)) {
      parameters[write.getParameter().str()] = terms[write.getValue()];
    } else if (auto launch = dyn_cast<halide::LaunchOp>(op)) {
      auto inputs = llvm::map_to_vector(launch.getInputs(), [&](Value value) { return terms[value]; });
      for (auto [index, output] : llvm::enumerate(launch.getOutputs()))
        terms[output] = getTerm(launch.getKernel(), index, inputs);
    } else {
      for (Value value : op.getOperands())
        results.push_back(terms[value]);
    }
  }
  for (auto &[name, term] : parameters)
    results.push_back(name + " = " + term);
  return results;
}

/// The same, by running the program's calls on its memory.
static std::vector<std::string> runProgram(halide::ProgramOp program, size_t inputs) {
  llvm::DenseMap<Value, std::string> fixed; // arguments and parameters
  std::map<std::string, Value> parameters;
  std::map<int64_t, std::string> arena;
  Block &body = program.getBody().front();
  for (BlockArgument argument : body.getArguments().take_front(inputs))
    fixed[argument] = "argument";
  std::map<std::string, std::string> before;
  for (auto parameter : body.getOps<halide::ParameterOp>()) {
    fixed[parameter] = before[parameter.getParameter().str()] = parameter.getParameter().str();
    parameters[parameter.getParameter().str()] = parameter;
  }
  auto at = [&](Value buffer) -> std::string & {
    auto slice = buffer.getDefiningOp<halide::SliceOp>();
    return slice ? arena[slice.getOffset()] : fixed[buffer];
  };
  for (auto call : body.getOps<halide::CallOp>()) {
    auto terms = llvm::map_to_vector(call.getInputs(), [&](Value buffer) { return at(buffer); });
    for (auto [index, output] : llvm::enumerate(call.getOutputs()))
      at(output) = getTerm(call.getKernel(), index, terms);
  }
  std::vector<std::string> results;
  for (BlockArgument argument : body.getArguments().drop_front(inputs))
    results.push_back(fixed[argument]);
  for (auto &[name, buffer] : parameters)
    if (fixed[buffer] != before[name])
      results.push_back(name + " = " + fixed[buffer]);
  return results;
}

TEST(PlanMemory, RandomNetworksKeepTheirMeaning) {
  std::mt19937 random(7);
  int rematerialized = 0;
  for (int trial = 0; trial < 100; ++trial) {
    MLIRContext context;
    context.loadDialect<cnn::CNNDialect, halide::HalideDialect>();
    std::string text = writeNetwork(random);
    OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(text, &context);
    ASSERT_TRUE(module) << text;
    PassManager fuse(&context), plan(&context);
    fuse.addPass(createFuseKernels());
    plan.addPass(createPlanMemory());
    plan.addPass(createVerifyMemory());
    ASSERT_TRUE(succeeded(fuse.run(*module))) << text;
    std::vector<std::string> expected = getMeaning(*module->getOps<cnn::NetworkOp>().begin());
    // A parameter that is given its old value is not written.
    llvm::erase_if(expected, [](StringRef term) {
      auto [name, value] = term.split(" = ");
      return name == value;
    });
    OwningOpRef<ModuleOp> limited = module->clone();
    ASSERT_TRUE(succeeded(plan.run(*module))) << text;
    halide::ProgramOp program = *module->getOps<halide::ProgramOp>().begin();
    EXPECT_EQ(runProgram(program, 1), expected) << text;
    // Every value has 8 * 8 floats.
    int64_t bytes = program.getArenaBytes();
    EXPECT_LE(bytes, 256 * llvm::range_size(program.getBody().getOps<halide::SliceOp>()));

    // With one value less, if that can be.
    ScopedDiagnosticHandler quiet(&context, [](Diagnostic &) { return success(); });
    PassManager rematerialize(&context);
    rematerialize.addPass(createRematerialize({bytes - 256, false}));
    if (failed(rematerialize.run(*limited)))
      continue;
    ++rematerialized;
    ASSERT_TRUE(succeeded(plan.run(*limited))) << text;
    halide::ProgramOp smaller = *limited->getOps<halide::ProgramOp>().begin();
    EXPECT_EQ(runProgram(smaller, 1), expected) << text;
    EXPECT_LT(smaller.getArenaBytes(), bytes) << text;
  }
  EXPECT_GE(rematerialized, 30);
}
