//===- Commands.h - The subcommands of cnn-run ----------------------------===//
#ifndef CNN_RUNTIME_TOOLS_COMMANDS_H
#define CNN_RUNTIME_TOOLS_COMMANDS_H

#include <CLI/CLI.hpp>

#include <cmath>
#include <cstdint>
#include <functional>
#include <string>

namespace cnn::runtime {

class Model;
class Session;

/// What the chosen subcommand does once the command line is read; gives the exit
/// status.
using Action = std::function<int()>;

/// Each adds a subcommand that sets `action` if it is chosen.
void addTrainCommand(CLI::App &app, Action &action);
void addEvalCommand(CLI::App &app, Action &action);
void addInferCommand(CLI::App &app, Action &action);
void addBenchCommand(CLI::App &app, Action &action);
void addInspectCommand(CLI::App &app, Action &action);

/// The options that every subcommand which runs a model has.
struct ModelOptions {
  std::string model;
  uint32_t threads = 0;
};

/// Loads a model, and says on the standard error if it is not run by what it was compiled for.
Model loadModel(const std::string &path);

/// Loads the weights to run with, or says, where no file is named, that the model's own are random.
void loadWeightsOrNote(Session &session, const std::string &file);

inline void addModelOptions(CLI::App &command, ModelOptions &options) {
  command.add_option("model", options.model, "The compiled model, NAME.so")
      ->required()
      ->type_name("MODEL");
  command.add_option("--threads", options.threads, "Threads to use; 0: as many as the machine has")
      ->check(CLI::Range(0, 1024)) // the embedded runtime's limit
      ->type_name("T");
}

/// Checks an option's number. CLI11's own check names the largest double in its message, 309 digits.
inline std::string notNegative(const std::string &text) {
  double number = 0;
  if (CLI::detail::lexical_cast(text, number) && std::isfinite(number) && number >= 0)
    return "";
  return "expected a number that is 0 or more, found " + text;
}

inline constexpr char dataHelp[] =
    "Folder with IDX files (t10k-images-idx3-ubyte, …; plain or .gz), or the name of an "
    "installed data set such as fashion-mnist";

} // namespace cnn::runtime

#endif
