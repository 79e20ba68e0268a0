//===- ScheduleBuilder.h - Writes directives ----------------------------===//

#ifndef CNNC_COMPILER_SCHEDULES_SCHEDULEBUILDER_H
#define CNNC_COMPILER_SCHEDULES_SCHEDULEBUILDER_H

#include "compiler/Schedules/Choices.h"
#include "compiler/Schedules/Target.h"
#include "dialects/Halide/Stages.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringMap.h"

namespace cnnc {

/// Writes the schedule region of one kernel. The schedule families use it; they name stages and
/// loops and never see an operation of the region.
class ScheduleBuilder {
public:
  ScheduleBuilder(halide::KernelOp kernel, const Target &target, const Choices &choices = {});

  halide::KernelOp kernel;
  const Target &target;

  //===--------------------------------------------------------------------===//
  // What the kernel has
  //===--------------------------------------------------------------------===//

  llvm::ArrayRef<halide::StageInfo> getStages() const { return stages; }
  const halide::StageInfo *findStage(llvm::StringRef name) const;
  /// The name of a stage of an operation.
  std::string getName(mlir::Operation *op, llvm::StringRef purpose = "") const {
    return halide::getStageName(names.lookup(op), purpose);
  }
  /// Stages that a family has placed already.
  bool isScheduled(llvm::StringRef name) const { return scheduled.contains(name); }

  //===--------------------------------------------------------------------===//
  // What may be chosen
  //===--------------------------------------------------------------------===//

  /// A number that decides nothing but speed: `preferred`, which the cost model picks without running anything,
  /// unless the kernel's choices name another of the candidates. `cnnc --tune` measures them; `preferred` need not
  /// be among them.
  int64_t choose(llvm::StringRef name, int64_t preferred, llvm::ArrayRef<int64_t> candidates);
  bool choose(llvm::StringRef name, bool preferred) { return choose(name, int64_t(preferred), {0, 1}) != 0; }
  /// All that was asked for, in order.
  llvm::ArrayRef<Choice> getAsked() const { return asked; }

  //===--------------------------------------------------------------------===//
  // Directives
  //===--------------------------------------------------------------------===//

  struct Split {
    mlir::Value outer, inner;
  };

  /// The handle of a stage, which is made once; marks it as scheduled.
  mlir::Value stage(llvm::StringRef name);
  mlir::Value update(mlir::Value stage);
  /// The handle of a loop, which is made once.
  mlir::Value loop(mlir::Value stage, llvm::StringRef name);
  mlir::Value wrap(mlir::Value stage);
  Split split(mlir::Value loop, int64_t factor, halide::Tail tail = halide::Tail::Auto);
  mlir::Value fuse(mlir::Value outer, mlir::Value inner);
  void reorder(llvm::ArrayRef<mlir::Value> innermostFirst);
  struct Partial {
    mlir::Value stage, loop;
  };
  Partial rfactor(mlir::Value update, mlir::Value loop);
  void vectorize(mlir::Value loop);
  void unroll(mlir::Value loop);
  void parallel(mlir::Value loop);
  void alignBounds(mlir::Value loop, int64_t extent);
  void boundExtent(mlir::Value loop, int64_t extent);
  void alignStorage(mlir::Value loop, int64_t extent);
  void computeAt(mlir::Value stage, mlir::Value loop);
  void storeAt(mlir::Value stage, mlir::Value loop);
  void computeRoot(mlir::Value stage);
  void gpuBlocks(llvm::ArrayRef<mlir::Value> loops);
  void gpuThreads(llvm::ArrayRef<mlir::Value> loops);

  /// Vectorises loop `name` of `stage`, of the given extent: in vectors of the target, or in one of
  /// its whole extent where that is smaller. A loop of one iteration is left alone.
  struct Vector {
    mlir::Value lanes;  // vectorised; null where there is nothing to vectorise
    mlir::Value blocks; // null where there is only one vector
  };
  Vector vectorizeLoop(mlir::Value stage, llvm::StringRef name, int64_t extent, halide::Tail tail = halide::Tail::Auto);

private:
  mlir::OpBuilder builder;
  mlir::Location location;
  llvm::SmallVector<halide::StageInfo> stages;
  llvm::DenseMap<mlir::Operation *, std::string> names;
  llvm::StringMap<mlir::Value> scheduled; // handles
  const Choices &choices;
  llvm::SmallVector<Choice> asked;
  llvm::DenseMap<std::pair<mlir::Value, mlir::Attribute>, mlir::Value> loops;
};

} // namespace cnnc

#endif
