//===- EntryPoint.cpp - What a program is to a model's users ------------===//

#include "compiler/Codegen/EntryPoint.h"

using namespace mlir;

namespace cnnc {

SmallVector<halide::ProgramOp> getPrograms(ModuleOp module, Form form) {
  SmallVector<halide::ProgramOp> programs;
  llvm::copy_if(module.getOps<halide::ProgramOp>(), std::back_inserter(programs), [&](halide::ProgramOp program) {
    return program.getWithoutTiles() == (form == Form::WithoutTiles);
  });
  return programs;
}

int64_t getModelBatch(ModuleOp module) {
  int64_t batch = 1;
  for (halide::ProgramOp program : getPrograms(module))
    batch = std::max(batch, program.getBatch());
  return batch;
}

std::string getEntryName(halide::ProgramOp program) {
  std::string name = cnn::stringifyEntry(program.getEntry()).str();
  bool isLargest = program.getBatch() == getModelBatch(program->getParentOfType<ModuleOp>());
  if (program.getEntry() == cnn::Entry::Infer && !isLargest)
    name += "_" + std::to_string(program.getBatch());
  return name;
}

bool isBatched(halide::ProgramOp program) {
  int64_t batch = program.getBatch();
  return llvm::all_of(program.getBody().getArguments(), [&](BlockArgument tensor) {
    auto type = cast<ShapedType>(tensor.getType());
    return type.getRank() > 0 && type.getDimSize(0) == batch;
  });
}

bool changesParameters(halide::ProgramOp program) {
  auto isParameter = [](Value buffer) { return bool(buffer.getDefiningOp<halide::ParameterOp>()); };
  return program
      .walk([&](halide::CallOp call) {
        return llvm::any_of(call.getOutputs(), isParameter) ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

} // namespace cnnc
