//===- EvalCommand.cpp - cnn-run eval -------------------------------------===//
#include "runtime/Data/ClassNames.h"
#include "runtime/Training/Evaluator.h"
#include "runtime/tools/Commands.h"
#include "runtime/tools/Picture.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

namespace cnn::runtime {

namespace {

struct EvalCommand {
  ModelOptions model;
  std::string data, weights, split = "test", picture, labels;
  uint64_t pictureCount = 40;
  bool classes = false;

  int run();
};

/// How many samples there are of each class, and how many of them are right.
struct ClassCounts {
  uint64_t samples = 0, correct = 0;
};

int EvalCommand::run() {
  Session session(Parameters(loadModel(model.model)), model.threads);
  loadWeightsOrNote(session, weights);
  Dataset dataset =
      Dataset::read(data, split == "train" ? Dataset::Split::Train : Dataset::Split::Test);
  ClassNames names = labels.empty() ? ClassNames::ofDataset(data)
                                    : ClassNames::read(labels, session.model().classCount());

  std::vector<int64_t> predictions;
  ClassCounts counts[256]; // labels are bytes
  Evaluation evaluation =
      *evaluate(session, dataset, nullptr, [&](uint64_t sample, int64_t predicted) {
        if (sample < pictureCount)
          predictions.push_back(predicted);
        ++counts[dataset.label(sample)].samples;
        counts[dataset.label(sample)].correct += predicted == dataset.label(sample);
      });
  if (!picture.empty())
    writePng(picture, drawPredictions(dataset, predictions, names));
  if (classes)
    for (int64_t number = 0; number < 256; ++number)
      if (counts[number].samples)
        std::printf("%-16s %6.2f %%  (%llu of %llu)\n", names[number].c_str(),
                    100.0 * static_cast<double>(counts[number].correct) /
                        static_cast<double>(counts[number].samples),
                    static_cast<unsigned long long>(counts[number].correct),
                    static_cast<unsigned long long>(counts[number].samples));
  std::printf("%s accuracy %.2f %%\n", split.c_str(), 100 * evaluation.accuracy());
  return 0;
}

/// Checks the picture's name: what is written is a PNG, so a name with another ending would lie.
std::string pngName(const std::string &path) {
  std::string ending = std::filesystem::path(path).extension().string();
  if (ending.empty() || CLI::detail::to_lower(ending) == ".png")
    return "";
  return "expected a name that ends in .png, the only format that is written, found " + path;
}

} // namespace

void addEvalCommand(CLI::App &app, Action &action) {
  auto command = std::make_shared<EvalCommand>();
  CLI::App *sub = app.add_subcommand("eval", "Measure a model's accuracy on a data set");
  sub->description(
      "Measure a model's accuracy on the test images of a data set: the share of samples whose\n"
      "largest output is at their label. Every sample counts once, whatever the batch.\n\n"
      "Example:\n"
      "  cnn-run eval lenet5.so --data fashion-mnist --weights lenet5.safetensors\n"
      "prints\n"
      "  test accuracy 89.12 %");
  addModelOptions(*sub, command->model);
  sub->add_option("--data", command->data, dataHelp)->required()->type_name("DIR");
  sub->add_option("--weights", command->weights,
                  "The weights, as safetensors; default: those compiled into the model")
      ->type_name("FILE");
  sub->add_option("--split", command->split, "test (default) or train")
      ->check(CLI::IsMember({"test", "train"}))
      ->type_name("SPLIT");
  sub->add_flag("--classes", command->classes, "Print the accuracy of each class as well");
  sub->add_option("--picture", command->picture,
                  "Write a PNG of the first images with the predicted label (green: right, red: "
                  "wrong) and the true one")
      ->check(pngName)
      ->type_name("FILE");
  sub->add_option("--picture-count", command->pictureCount, "Images in the picture; default 40")
      ->check(CLI::Range(1, 10000))
      ->type_name("N");
  sub->add_option("--labels", command->labels, "Names of the classes, one a line")
      ->type_name("FILE");
  sub->callback([command, &action] { action = [command] { return command->run(); }; });
}

} // namespace cnn::runtime
