//===- LoadModel.cpp - The model that a subcommand works on ---------------===//
#include "runtime/Model.h"
#include "runtime/tools/Commands.h"

#include <cstdio>

namespace cnn::runtime {

Model loadModel(const std::string &path) {
  Model model = Model::load(path);
  if (std::optional<std::string> target = model.missedTarget())
    std::fprintf(stderr,
                 "cnn-run: note: this processor lacks instructions of %s, or the system refuses them: "
                 "the model runs its kernels for %s\n",
                 target->c_str(), model.table().target);
  return model;
}

} // namespace cnn::runtime
