//===- ModelNames.h - Names inside of a model -------------------*- C++ -*-===//
//
// What a model's entries and parameters are called that the runtime looks for.
// This header stands alone: the compiler, which gives the names, includes it too.
//
//===----------------------------------------------------------------------===//
#ifndef CNN_RUNTIME_MODELNAMES_H
#define CNN_RUNTIME_MODELNAMES_H

namespace cnn::runtime {

/// Entries; inference of another batch has the batch behind the prefix.
inline constexpr char inferEntry[] = "infer", inferVariantPrefix[] = "infer_";
inline constexpr char trainStepEntry[] = "train_step", prepareEntry[] = "prepare";

/// State that belongs to training itself; all of it has the prefix.
inline constexpr char trainingPrefix[] = "training.";
inline constexpr char seedParameter[] = "training.seed", stepParameter[] = "training.step";
inline constexpr char learningRateParameter[] = "training.learning_rate";

/// Behind a parameter's name: what the optimiser remembers of it.
inline constexpr char velocitySuffix[] = ".velocity", firstMomentSuffix[] = ".first_moment";
inline constexpr char secondMomentSuffix[] = ".second_moment";

} // namespace cnn::runtime

#endif
