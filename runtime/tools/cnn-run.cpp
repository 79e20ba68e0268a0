//===- cnn-run.cpp - Trains, evaluates and runs compiled models -----------===//
#include "runtime/Error.h"
#include "runtime/tools/Commands.h"

#include <csignal>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <vector>

using namespace cnn::runtime;

/// What is wrong with the command line, with the head that all errors have.
static std::string describe(const CLI::App *app, const CLI::Error &error) {
  return "cnn-run: error: " + CLI::FailureMessage::simple(app, error);
}

/// No command, or what stands where a command is expected.
static int refuse(const CLI::App &app) {
  std::string known;
  for (const CLI::App *command : app.get_subcommands([](const CLI::App *) { return true; }))
    known += (known.empty() ? "" : ", ") + command->get_name();
  std::vector<std::string> rest = app.remaining();
  std::fprintf(stderr, "cnn-run: error: expected a command (%s), found %s\nRun with --help for more information.\n",
               known.c_str(), rest.empty() ? "none" : ("'" + rest[0] + "'").c_str());
  return 2;
}

int main(int argc, char **argv) {
  CLI::App app("cnn-run trains, evaluates and runs models that cnnc compiled.\n\n"
               "Example: compile, train and test LeNet-5 on Fashion-MNIST\n"
               "  cnnc lenet5.mlir --train --batch=64 -o lenet5.so\n"
               "  cnn-run train lenet5.so --data fashion-mnist --epochs 5 --save lenet5.safetensors\n"
               "  cnn-run eval lenet5.so --data fashion-mnist --weights lenet5.safetensors\n"
               "Each command explains itself: cnn-run train --help",
               "cnn-run");
  app.set_version_flag("--version", "cnn-run " CNNC_VERSION);
  app.require_subcommand(0, 1); // that there is one is checked below, with a message that names what was found
  app.failure_message(describe);
  Action action;
  addTrainCommand(app, action);
  addEvalCommand(app, action);
  addInferCommand(app, action);
  addBenchCommand(app, action);
  addInspectCommand(app, action);
  app.allow_extras(); // for the program alone: its commands were made before

  // A file that may not grow (ulimit -f) is then a failed write with a message.
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    app.parse(argc, argv);
    if (!action || app.remaining_size())
      return refuse(app);
    int status = action();
    if (std::fflush(stdout) != 0)
      fail(CNN_RUNTIME_FILE_FAILED, "the standard output cannot be written");
    return status;
  } catch (const CLI::ParseError &error) {
    return app.exit(error) == 0 ? 0 : 2;
  } catch (const std::bad_alloc &) {
    std::fputs("cnn-run: error: there is not enough memory\n", stderr);
  } catch (const std::exception &error) {
    std::fprintf(stderr, "cnn-run: error: %s\n", error.what());
  }
  return 1;
}
