//===- TrainCommand.cpp - cnn-run train -----------------------------------===//
#include "runtime/Error.h"
#include "runtime/Formats/AtomicFile.h"
#include "runtime/ModelNames.h"
#include "runtime/Training/ProgressBar.h"
#include "runtime/Training/Trainer.h"
#include "runtime/Weights.h"
#include "runtime/tools/Commands.h"
#include "runtime/tools/Interrupt.h"

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <memory>

namespace cnn::runtime {

namespace {

struct TrainCommand {
  ModelOptions model;
  std::string data, weights, save;
  bool noTest = false;
  TrainingOptions training;

  int run();
};

int TrainCommand::run() {
  // Without a checkpoint of its own a training leaves one only if interrupted.
  bool implicitCheckpoint = training.checkpoint.empty() && !save.empty();
  if (implicitCheckpoint) {
    training.checkpoint = save + ".checkpoint";
    training.checkpointEpochs = training.checkpointEvery > 0;
  }
  if (training.resume && !weights.empty())
    fail(CNN_RUNTIME_INVALID_ARGUMENT,
         "--resume takes the weights from the checkpoint; leave --weights out");

  if (training.checkpointEvery && training.checkpoint.empty())
    fail(CNN_RUNTIME_INVALID_ARGUMENT,
         "--checkpoint-every writes nothing without --checkpoint or --save");

  if (training.resume && training.checkpoint.empty())
    fail(CNN_RUNTIME_INVALID_ARGUMENT,
         "--resume needs the checkpoint to continue from: --checkpoint FILE, or the same --save FILE as "
         "the training that Ctrl-C interrupted");
  std::error_code ignored;
  if (training.resume && !std::filesystem::exists(training.checkpoint, ignored))
    fail(CNN_RUNTIME_FILE_FAILED, training.checkpoint,
         ": there is no such checkpoint to resume from; a training writes one after each epoch with "
         "--checkpoint FILE, and on Ctrl-C beside --save FILE");

  // A place that cannot be written is found before the training, not after it. The empty file is
  // discarded.
  for (const std::string &path : {save, training.checkpoint})
    if (!path.empty())
      AtomicFile probe(path);

  Session session(Parameters(loadModel(model.model)), model.threads);
  if (!weights.empty())
    loadWeights(session.parameters(), weights);
  Dataset data = Dataset::read(this->data, Dataset::Split::Train);
  std::optional<Dataset> test;
  if (!noTest && session.model().findEntry(inferEntry) &&
      Dataset::has(this->data, Dataset::Split::Test))
    test = Dataset::read(this->data, Dataset::Split::Test);

  const cnn_model &table = session.model().table();
  if (table.batch > data.count())
    std::fprintf(stderr,
                 "cnn-run: note: a batch has %u images and the data set %llu, so each step makes more than "
                 "one epoch\n",
                 table.batch, static_cast<unsigned long long>(data.count()));

  if (save.empty() && training.checkpoint.empty())
    std::fputs("cnn-run: note: the trained weights are not kept: there is no --save FILE\n", stderr);

  ProgressBar bar;
  catchInterrupts();
  training.shouldStop = [] { return interruptSignal() != 0; };
  training.onStep = [&](const StepReport &report) { bar.show(report); };
  training.onEpoch = [&](const EpochReport &report) {
    bar.clear();
    std::printf("%s\n", formatEpoch(report, training.epochs).c_str());
    std::fflush(stdout);
  };
  try {
    Trainer trainer(session, data, test ? &*test : nullptr, training);
    if (!trainer.run())
      std::printf("%s has %llu epochs already; nothing to do\n", training.checkpoint.c_str(),
                  static_cast<unsigned long long>(trainer.state().epoch));
  } catch (const Error &error) {
    bar.clear();
    if (error.status() != CNN_RUNTIME_INTERRUPTED)
      throw;
    std::fprintf(stderr, "cnn-run: %s\n", error.what());
    return 128 + interruptSignal();
  }
  if (!save.empty())
    saveWeights(session.parameters(), save);
  if (implicitCheckpoint)
    std::filesystem::remove(training.checkpoint, ignored);
  return 0;
}

} // namespace

void addTrainCommand(CLI::App &app, Action &action) {
  auto command = std::make_shared<TrainCommand>();
  CLI::App *sub = app.add_subcommand("train", "Train a model on a data set");
  sub->description(
      "Train a model on a data set. The model must have been compiled with --train.\n\n"
      "Samples are shuffled anew in each epoch. A batch may run over the end of an epoch, so every\n"
      "sample is seen exactly once in each; only the very last batch is filled up with samples of\n"
      "one more. A batch larger than the data set makes several epochs in one step; those are then\n"
      "reported together, by the last of them. The same seed gives the same result to the last bit,\n"
      "also after a resume.\n"
      "Ctrl-C finishes the running step, writes the checkpoint and exits with status 130.\n\n"
      "Example:\n"
      "  cnn-run train lenet5.so --data fashion-mnist --epochs 5 --seed 1 \\\n"
      "      --save lenet5.safetensors --log log.csv --checkpoint lenet5.checkpoint\n"
      "and, to go on after Ctrl-C, the same with --resume.");
  addModelOptions(*sub, command->model);
  sub->add_option("--data", command->data, dataHelp)->required()->type_name("DIR");
  sub->add_option("--epochs", command->training.epochs,
                  "Passes over the data, in all (those before a resume included); default 1")
      ->check(CLI::Range(1, 1000000))
      ->type_name("N");
  sub->add_option("--seed", command->training.seed,
                  "Seed of the order of samples and of dropout; default 0")
      ->type_name("S");
  sub->add_option("--learning-rate", command->training.learningRate,
                  "Instead of the rate that the model was compiled with")
      ->check(notNegative)
      ->type_name("R");
  sub->add_option("--weights", command->weights, "Start from these weights instead of random ones")
      ->type_name("FILE");
  sub->add_option("--save", command->save,
                  "Write the trained weights here, as safetensors; without it they are not kept")
      ->type_name("FILE");
  sub->add_option("--log", command->training.log,
                  "Write a CSV table with a row for each epoch: epoch, step, loss, train accuracy, "
                  "images per second, test accuracy")
      ->type_name("FILE");
  sub->add_option("--checkpoint", command->training.checkpoint,
                  "Write the whole state here after each epoch and on Ctrl-C; by default only on "
                  "Ctrl-C, beside --save with .checkpoint added, and gone when the training ends")
      ->type_name("FILE");
  sub->add_option("--checkpoint-every", command->training.checkpointEvery,
                  "Write the checkpoint after every so many steps as well")
      ->check(CLI::Range(1, 1000000000))
      ->type_name("STEPS");
  sub->add_flag("--resume", command->training.resume,
                "Continue from the checkpoint that --checkpoint, or Ctrl-C beside --save, wrote");
  sub->add_flag("--no-test", command->noTest,
                "Do not evaluate the test images after each epoch");
  sub->callback([command, &action] { action = [command] { return command->run(); }; });
}

} // namespace cnn::runtime
