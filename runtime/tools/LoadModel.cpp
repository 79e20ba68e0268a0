//===- LoadModel.cpp - Model and weights of a subcommand ------------------===//
#include "runtime/Model.h"
#include "runtime/Session.h"
#include "runtime/Weights.h"
#include "runtime/tools/Commands.h"

#include <algorithm>
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

void loadWeightsOrNote(Session &session, const std::string &file) {
  if (!file.empty())
    return loadWeights(session.parameters(), file);
  const cnn_model &model = session.model().table();
  bool areRandom = std::any_of(model.parameters, model.parameters + model.parameter_count,
                               [](const cnn_parameter_info &parameter) {
                                 return parameter.trainable &&
                                        (parameter.initializer == CNN_INITIALIZER_UNIFORM ||
                                         parameter.initializer == CNN_INITIALIZER_NORMAL);
                               });
  if (areRandom)
    std::fputs("cnn-run: note: the weights are those that training begins with, random numbers; "
               "--weights FILE takes trained ones\n",
               stderr);
}

} // namespace cnn::runtime
