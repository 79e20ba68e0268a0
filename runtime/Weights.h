//===- Weights.h - Parameters in safetensors files ------------------------===//
#ifndef CNN_RUNTIME_WEIGHTS_H
#define CNN_RUNTIME_WEIGHTS_H

#include "runtime/Formats/Safetensors.h"
#include "runtime/Parameters.h"

namespace cnn::runtime {

/// Which parameters a file holds: the weights, or what training needs as well.
enum class ParameterSet { Weights, All };

/// The current values under the author's names, in the author's layout.
Safetensors collectParameters(const Parameters &parameters, ParameterSet set);

/// Sets the parameters from a file's contents. Every parameter of the set must be
/// there with its shape and type, and the file may hold no other, except training
/// state where only weights are wanted. Nothing is changed if anything is wrong.
/// `path` is for messages.
void assignParameters(Parameters &parameters, const Safetensors &contents, ParameterSet set,
                      const std::string &path);

/// Weights to and from a file.
void saveWeights(const Parameters &parameters, const std::string &path);
void loadWeights(Parameters &parameters, const std::string &path);

} // namespace cnn::runtime

#endif
