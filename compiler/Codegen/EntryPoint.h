//===- EntryPoint.h - What a program is to a model's users --------------===//

#ifndef CNNC_COMPILER_CODEGEN_ENTRYPOINT_H
#define CNNC_COMPILER_CODEGEN_ENTRYPOINT_H

#include "dialects/Halide/HalideDialect.h"
#include "mlir/IR/BuiltinOps.h"

namespace cnnc {

/// A model may hold its programs twice: for the target's processors, and for those that lack its matrix tiles.
enum class Form { Main, WithoutTiles };

/// The programs of a form, in the order of the module.
llvm::SmallVector<halide::ProgramOp> getPrograms(mlir::ModuleOp module, Form form = Form::Main);

/// Images in one call of a model: the most that one of its programs takes.
int64_t getModelBatch(mlir::ModuleOp module);

/// The name of an entry point: that of its kind, with the number of images behind it where another program
/// of the kind takes the model's batch (infer, infer_8).
std::string getEntryName(halide::ProgramOp program);

/// Whether the first extent of all inputs and outputs is the batch, so that calls can be put together.
bool isBatched(halide::ProgramOp program);

/// Whether the program writes a parameter.
bool changesParameters(halide::ProgramOp program);

} // namespace cnnc

#endif
