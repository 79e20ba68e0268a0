//===- HeaderWriter.cpp - A model's interface for C and C++ -------------===//

#include "compiler/Codegen/HeaderWriter.h"

#include "dialects/Halide/HalideDialect.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace cnnc {

static bool isKeyword(StringRef name) {
  static const llvm::StringSet<> keywords{
      "alignas", "alignof", "and",      "asm",      "auto",   "bool",     "break",    "case",    "catch",    "char",
      "class",   "const",   "continue", "default",  "delete", "do",       "double",   "else",    "enum",     "explicit",
      "export",  "extern",  "false",    "float",    "for",    "friend",   "goto",     "if",      "inline",   "int",
      "long",    "mutable", "namespace", "new",     "not",    "operator", "or",       "private", "protected", "public",
      "register", "restrict", "return", "short",    "signed", "sizeof",   "static",   "struct",  "switch",   "template",
      "this",    "throw",   "true",     "try",      "typedef", "typeid",  "typename", "union",   "unsigned", "using",
      "virtual", "void",    "volatile", "while",    "xor",    "nullptr",  "network",  "inputs",  "outputs", "main"};
  return keywords.contains(name);
}

std::string makeIdentifier(StringRef name) {
  std::string identifier;
  for (char c : name)
    identifier += llvm::isAlnum(c) ? c : '_';
  if (identifier.empty() || llvm::isDigit(identifier.front()))
    identifier.insert(0, "_");
  return isKeyword(identifier) ? identifier + "_" : identifier;
}

namespace {
/// Identifiers of one scope: equal ones get a number.
class Scope {
public:
  std::string add(StringRef name) {
    std::string identifier = makeIdentifier(name), unique = identifier;
    for (unsigned number = 2; !used.insert(unique).second; ++number)
      unique = identifier + "_" + std::to_string(number);
    return unique;
  }

private:
  llvm::StringSet<> used;
};

/// A tensor as an argument of a function.
struct ArgumentText {
  std::string name, type, extent, comment;
};

/// One entry point.
struct EntryText {
  std::string name;
  std::vector<ArgumentText> inputs, outputs;
};

class HeaderWriter {
public:
  HeaderWriter(ModuleOp module, const ModelDescription &description)
      : module(module), name(description.name), upper(StringRef(description.name).upper()), description(description),
        stream(text) {}

  std::string write();

private:
  void collectEntries();
  void writeComment();
  void writeConstants();
  void writeHandle();
  void writeEntry(const EntryText &entry, size_t index);

  ModuleOp module;
  const std::string name, upper;
  const ModelDescription &description;
  std::vector<EntryText> entries;
  int64_t batch = 1;
  std::string text;
  llvm::raw_string_ostream stream;
};
} // namespace

static StringRef getCType(Type element) {
  if (element.isF32())
    return "float";
  if (element.isInteger(8))
    return "uint8_t";
  return element.isInteger(64) ? "int64_t" : "int32_t";
}

static std::string joinShape(ArrayRef<int64_t> shape, StringRef separator) {
  if (shape.empty())
    return "1";
  return llvm::join(llvm::map_range(shape, [](int64_t extent) { return std::to_string(extent); }), separator);
}

void HeaderWriter::collectEntries() {
  for (auto program : module.getOps<halide::ProgramOp>()) {
    EntryText entry{cnn::stringifyEntry(program.getEntry()).str(), {}, {}};
    Scope scope;
    auto describe = [&](ValueRange tensors, ArrayAttr names) {
      std::vector<ArgumentText> arguments;
      for (auto [tensor, name] : llvm::zip_equal(tensors, names.getAsValueRange<StringAttr>())) {
        auto type = cast<ShapedType>(tensor.getType());
        arguments.push_back({scope.add(name), getCType(type.getElementType()).str(), joinShape(type.getShape(), " * "),
                             name.str() + ": " + joinShape(type.getShape(), " x ")});
      }
      return arguments;
    };
    entry.inputs = describe(program.getInputs(), program.getInputNames());
    entry.outputs = describe(program.getOutputs(), program.getOutputNames());
    batch = program.getBatch();
    entries.push_back(entry);
  }
}

void HeaderWriter::writeComment() {
  stream << "/* " << name << ".h: the compiled network " << name << ". Written by " << description.compiler
         << " for " << description.target << ",\n * " << batch << (batch == 1 ? " image" : " images")
         << " in one call. Link the object that was compiled together with it, or let\n"
            " * CMake do so: find_package(cnnc), then cnnc_add_model(app model.mlir). cnn/model.h\n"
            " * is in the include folder of cnnc's installation.\n *\n"
            " * Tensors are dense and row-major. Functions return CNN_OK (0) or a cnn_status;\n"
         << " * " << name << "_last_error() describes the last failure. For example:\n *\n";
  stream << " *     #include \"" << name << ".h\"\n *\n *     int main(void) {\n *       static " << name
         << " network;\n";
  if (!entries.empty()) {
    for (auto *arguments : {&entries.front().inputs, &entries.front().outputs})
      for (const ArgumentText &argument : *arguments)
        stream << " *       static " << argument.type << " " << argument.name << "[" << argument.extent << "];\n";
  }
  stream << " *       int status = " << name << "_create(&network, 0);\n";
  if (!entries.empty()) {
    stream << " *       if (status == CNN_OK)\n *         status = " << name << "_" << entries.front().name
           << "(&network";
    for (auto *arguments : {&entries.front().inputs, &entries.front().outputs})
      for (const ArgumentText &argument : *arguments)
        stream << ", " << argument.name;
    stream << ");\n";
  }
  stream << " *       " << name << "_destroy(&network);\n *       return status;\n *     }\n */\n";
}

void HeaderWriter::writeConstants() {
  stream << "/* Images in one call. */\n#define " << upper << "_BATCH " << batch << "\n\n";
  stream << "/* The model's table; see cnn/model.h. */\nextern const cnn_model " << name << "_model;\n\n";
  stream << "/* The parameters' indices, for " << name << "_get_parameter and " << name << "_set_parameter. */\n"
         << "typedef enum " << name << "_parameter {\n";
  Scope scope;
  unsigned index = 0;
  for (auto parameter : module.getOps<cnn::ParameterOp>()) {
    auto type = cast<ShapedType>(parameter.getType());
    stream << "  " << name << "_parameter_" << scope.add(parameter.getSymName()) << " = " << index++ << ", /* "
           << getCType(type.getElementType()) << " " << joinShape(type.getShape(), " x ")
           << (parameter.getState() ? ", state */\n" : " */\n");
  }
  stream << "  " << name << "_parameter_count = " << index << "\n} " << name << "_parameter;\n\n";
}

void HeaderWriter::writeHandle() {
  // $ stands for the model's name.
  StringRef code = R"(/* Parameters and a session to run them in. Use one from one thread at a time. */
typedef struct $ {
  cnn_parameters *parameters;
  cnn_session *session;
  int owner; /* whether destroying this destroys the parameters */
} $;

/* Destroys what $_create or $_share made. */
static inline void $_destroy($ *network) {
  if (network->session)
    $_model.destroy_session(network->session);
  if (network->parameters && network->owner)
    $_model.destroy_parameters(network->parameters);
  network->parameters = 0;
  network->session = 0;
}

/* Parameters in their initial state, and a session with `threads` threads (0: as many as
 * the machine has). */
static inline cnn_status $_create($ *network, uint32_t threads) {
  cnn_status status;
  network->parameters = 0;
  network->session = 0;
  network->owner = 1;
  status = $_model.create_parameters(&$_model, &network->parameters);
  if (status == CNN_OK)
    status = $_model.create_session(&$_model, network->parameters, threads, &network->session);
  if (status != CNN_OK)
    $_destroy(network);
  return status;
}

/* A second session over the parameters of `original`, which must live longer: two threads
 * may run the two at the same time. */
static inline cnn_status $_share($ *network, const $ *original, uint32_t threads) {
  network->parameters = original->parameters;
  network->session = 0;
  network->owner = 0;
  return $_model.create_session(&$_model, network->parameters, threads, &network->session);
}

/* The message of the last failure, or "". Never null. */
static inline const char *$_last_error(const $ *network) {
  return network->session ? $_model.last_error(network->session) : "";
}

/* Copies a parameter of exactly `bytes` bytes, dense and row-major, out or in. */
static inline cnn_status $_get_parameter(const $ *network, $_parameter index, void *values,
                                         uint64_t bytes) {
  return $_model.get_parameter(network->parameters, (uint32_t)index, values, bytes);
}
static inline cnn_status $_set_parameter($ *network, $_parameter index, const void *values,
                                         uint64_t bytes) {
  return $_model.set_parameter(network->parameters, (uint32_t)index, values, bytes);
}

)";
  for (char c : code) {
    if (c == '$')
      stream << name;
    else
      stream << c;
  }
}

void HeaderWriter::writeEntry(const EntryText &entry, size_t index) {
  stream << (entry.name == "train_step" ? "/* One step of training: forward, loss, backward, update of the parameters.\n"
                                        : "/* Inference.\n");
  for (const ArgumentText &argument : entry.inputs)
    stream << " *   in  " << argument.comment << "\n";
  for (const ArgumentText &argument : entry.outputs)
    stream << " *   out " << argument.comment << "\n";
  stream << " */\nstatic inline cnn_status " << name << "_" << entry.name << "(" << name << " *network";
  for (const ArgumentText &argument : entry.inputs)
    stream << ",\n    const " << argument.type << " " << argument.name << "[" << argument.extent << "]";
  for (const ArgumentText &argument : entry.outputs)
    stream << ",\n    " << argument.type << " " << argument.name << "[" << argument.extent << "]";
  stream << ") {\n";
  auto writeArray = [&](StringRef type, StringRef array, ArrayRef<ArgumentText> arguments) {
    stream << "  " << type << array << "[] = {";
    llvm::interleaveComma(arguments, stream, [&](const ArgumentText &argument) { stream << argument.name; });
    stream << (arguments.empty() ? "0};\n" : "};\n");
  };
  writeArray("const void *const ", "inputs", entry.inputs);
  writeArray("void *const ", "outputs", entry.outputs);
  stream << "  return " << name << "_model.run(network->session, " << index << ", inputs, outputs);\n}\n\n";
}

std::string HeaderWriter::write() {
  collectEntries();
  writeComment();
  stream << "#ifndef CNN_MODEL_" << upper << "_H\n#define CNN_MODEL_" << upper << "_H\n\n#include <cnn/model.h>\n\n"
         << "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n";
  writeConstants();
  writeHandle();
  for (auto [index, entry] : llvm::enumerate(entries))
    writeEntry(entry, index);
  stream << "#ifdef __cplusplus\n}\n#endif\n#endif\n";
  return text;
}

std::string writeHeader(ModuleOp module, const ModelDescription &description) {
  return HeaderWriter(module, description).write();
}

} // namespace cnnc
