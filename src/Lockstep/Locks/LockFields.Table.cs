using Lockstep.Schema;

namespace Lockstep.Locks;

/// <content>The table.</content>
public static partial class LockFields
{
    private static readonly LockField[] Fields =
    [
        Relevant(
            Box.Code, "commit", Effects.None,
            "Lockstep's own code reads nothing of the repository but the recipe; a program of the user's may, and then it can change everything."),
        Relevant(Box.Code, "diffSha256", Effects.None, "As the commit: it stands for the changes that were not committed."),
        Relevant(Box.Code, RecordedCode.LargeKey, Effects.None, "As the commit: digests of changes that are too large to be kept."),
        Relevant(Box.Code, RecordedCode.SubmoduleChangesKey, Effects.None, "As the commit: what is changed in submodules and not committed."),
        Relevant(
            Box.Code, "recipe", Effects.Everything,
            "It says what is done. Which of its keys act where is in recipe.md; those that change nothing are not in the lock."),
        Relevant(Box.Code, "program", Effects.Everything, "Augmentations and models of the user's own are in these files."),
        Relevant(Box.Code, "files", Effects.Everything, "Of a command: what a program does with its files is not known."),
        Informative(Box.Code, "branch", "A name for a commit."),
        Informative(Box.Code, "dirty", "Whether anything was not committed; what it was is locked."),
        Informative(Box.Code, "repository", "Where the repository lies on that machine."),
        Informative(Box.Code, "changed", "The names of files whose content the digest of the changes stands for."),
        Informative(Box.Code, "untracked", "Nothing in a recipe reads them; of a command those that it read are among its files."),
        Informative(Box.Code, RecordedCode.SubmodulesKey, "The commit names those that it expects; what is changed in them is locked."),
        Informative(Box.Code, RecordedCode.RepositoriesKey, "Folders in which nothing in a recipe reads; of a command the files that it read are locked."),
        Informative(Box.Code, RecordedCode.LfsKey, "The commit and the changes hold the digests of these files."),
        Informative(Box.Code, RecordedCode.FilteredKey, "Which files a filter of git's changes."),
        Informative(Box.Code, RecordedCode.CopiedKey, "Copies of files whose content is locked, or which nothing reads."),
        Informative(Box.Code, "recipeFile", "A name; the content is locked."),
        Informative(Box.Code, "overrides", "They are in the recipe's values."),
        Informative(Box.Code, "folder", "Where it ran on that machine."),
        Informative(Box.Code, "folderInRepository", "Where it ran."),
        Relevant(Box.Data, "manifestId", Effects.Order | Effects.Decode | Effects.Evaluation, "It stands for every file's name and content."),
        Relevant(
            Box.Data, "samples",
            Effects.Initialization | Effects.Order | Effects.Decode | Effects.Targets | Effects.Update | Effects.Length | Effects.Evaluation,
            "Which samples there are, and what each is for."),
        Relevant(Box.Data, "excluded", Effects.Order | Effects.Update | Effects.Length | Effects.Evaluation, "Samples that were left out."),
        Relevant(
            Box.Data, "modelSha256", Effects.Initialization | Effects.Computing | Effects.RandomState,
            "The file that the weights, or the model, come from."),
        Relevant(Box.Data, "snapshots", Effects.Everything, "Of a command: what a program does with its data is not known."),
        Relevant(Box.Data, "inputs", Effects.Everything, "Of a command: files that it read outside its snapshots."),
        Informative(Box.Data, "folder", "Where the data lay on that machine."),
        Informative(Box.Data, "folders", "Where the data lay on that machine."),
        Informative(Box.Data, "outside", "Where the files lay on that machine."),
        Informative(Box.Data, "modelFile", "Where the file lay; its content is locked."),
        Informative(Box.Data, "checked", "How the gate looked; it let nothing pass that is not in the manifest."),
        Informative(Box.Data, "files", "A count of what the manifest lists."),
        Informative(Box.Data, "bytes", "A sum of what the manifest lists."),
        Informative(Box.Data, "readAs", "A description of how labels were found; the labels are locked."),
        Informative(Box.Data, "notes", "What was not read."),
        Informative(Box.Data, "sealed", "Whether it had a manifest of its own; what was read is listed either way."),
        Informative(Box.Data, "name", "A name for the data."),
        Relevant(
            Box.Environment, "arithmetic", Effects.Everything,
            "A number for Lockstep's own arithmetic, raised with each change of the program that changes a result."),
        Relevant(Box.Environment, "torchSharp", Effects.Arithmetic | Effects.RandomState, "It calls libtorch: another version may call other functions."),
        Relevant(
            Box.Environment, "libtorch", Effects.Arithmetic | Effects.RandomState,
            "Version, and digest of each library of it that computes: a library that was swapped under the same version shows."),
        Relevant(Box.Environment, "oneDnn", Effects.Computing, "Where oneDNN is off, libtorch's own kernels compute convolutions, and add in another order."),
        Relevant(Box.Environment, "imageDecoder", Effects.Decode | Effects.Evaluation, "Decoders round differently."),
        Relevant(
            Box.Environment, "processor", Effects.Arithmetic | Effects.Decode,
            "Kernels are chosen by its model and instructions, and block their loops by its caches, so sums come in another order."),
        Relevant(Box.Environment, "libc", Effects.Arithmetic, "exp, log and others are the C library's, and were improved from version to version."),
        Relevant(
            Box.Environment, "libm", Effects.Arithmetic,
            "The same functions, by what they give for fixed numbers: the C library picks variants by the processor and by settings."),
        Relevant(Box.Environment, "device", Effects.Computing | Effects.RandomState, "Each device has kernels of its own, which add in another order."),
        Relevant(Box.Environment, "gpu", Effects.Computing | Effects.RandomState, "Kernels are chosen by the card, its driver, CUDA and cuDNN."),
        Relevant(
            Box.Environment, "driver", Effects.Computing | Effects.RandomState,
            "Of a command that loaded CUDA's driver: it compiles kernels for the card."),
        Relevant(Box.Environment, "threads", Effects.Computing, "How a sum is divided among threads decides in which order it is added."),
        Relevant(
            Box.Environment, "python", Effects.Everything,
            "Of a command: Python's version, and version and content of each package. A patch version may change arithmetic, defaults or draws."),
        Relevant(Box.Environment, "r", Effects.Everything, "Of a command: R's version, and that of each package."),
        Relevant(
            Box.Environment, "libraries", Effects.Everything,
            "Native libraries in the memory of the processes, by digest: swapped ones show under the same name and version."),
        Relevant(
            Box.Environment, "injection", Effects.Everything,
            "A number for what Lockstep's start-up module seeds and switches, raised with each change that changes results."),
        Relevant(
            Box.Environment, "variables", Effects.Arithmetic | Effects.Decode,
            "The loader, the C library, OpenMP, MKL, oneDNN, OpenBLAS, libtorch and others choose kernels, precisions or libraries by them. "
            + "One that is not known to be harmless counts."),
        Informative(Box.Environment, "variables.OMP_WAIT_POLICY", "How threads wait, not what they compute."),
        Informative(Box.Environment, "variables.OMP_PROC_BIND", "Where threads run, not what they compute."),
        Informative(Box.Environment, "variables.OMP_PLACES", "Where threads run, not what they compute."),
        Informative(Box.Environment, "variables.OMP_STACKSIZE", "How large the stack of a thread is."),
        Informative(Box.Environment, "variables.OMP_DISPLAY", "What is printed, not what is computed."),
        Informative(Box.Environment, "variables.OMP_AFFINITY_FORMAT", "What is printed, not what is computed."),
        Informative(Box.Environment, "variables.GOMP_SPINCOUNT", "How threads wait, not what they compute."),
        Informative(Box.Environment, "variables.GOMP_CPU_AFFINITY", "Where threads run, not what they compute."),
        Informative(Box.Environment, "variables.GOMP_STACKSIZE", "How large the stack of a thread is."),
        Informative(Box.Environment, "variables.GOMP_DEBUG", "What is printed, not what is computed."),
        Informative(Box.Environment, "variables.KMP_BLOCKTIME", "How threads wait, not what they compute."),
        Informative(Box.Environment, "variables.KMP_AFFINITY", "Where threads run, not what they compute."),
        Informative(Box.Environment, "variables.KMP_STACKSIZE", "How large the stack of a thread is."),
        Informative(Box.Environment, "variables.KMP_SETTINGS", "What is printed, not what is computed."),
        Informative(Box.Environment, "variables.KMP_WARNINGS", "What is printed, not what is computed."),
        Informative(Box.Environment, "variables.MKL_VERBOSE", "What is printed, not what is computed."),
        Informative(Box.Environment, "variables.DNNL_VERBOSE", "What is printed, not what is computed."),
        Informative(Box.Environment, "variables.ONEDNN_VERBOSE", "What is printed, not what is computed."),
        Informative(Box.Environment, "variables.OPENBLAS_VERBOSE", "What is printed, not what is computed."),
        Informative(Box.Environment, "variables.TORCH_CPP_LOG_LEVEL", "What is printed, not what is computed."),
        Informative(Box.Environment, "variables.TORCH_SHOW", "What is printed, not what is computed."),
        Informative(Box.Environment, "variables.TORCH_LOGS", "What is printed, not what is computed."),
        Informative(Box.Environment, "variables.TORCH_HOME", "Where files are kept."),
        Informative(Box.Environment, "variables.NCCL_DEBUG", "What is printed, not what is computed."),
        Informative(Box.Environment, "variables.PYTORCH_CUDA_ALLOC_CONF", "How memory is divided, not what is computed."),
        Informative(Box.Environment, "variables.NUMBA_CACHE_DIR", "Where files are kept."),
        Informative(Box.Environment, "variables.DOTNET_EnableDiagnostics", "Whether a debugger may look."),
        Informative(Box.Environment, "variables.DOTNET_EnableEventPipe", "Whether events are recorded."),
        Informative(
            Box.Environment, "libraries.libcoreclr",
            "It is .NET's, and computes nothing of a training: numbers are libtorch's, or IEEE arithmetic that no version may change."),
        Informative(
            Box.Environment, "libraries.libclrjit",
            "It is .NET's, and computes nothing of a training: numbers are libtorch's, or IEEE arithmetic that no version may change."),
        Informative(
            Box.Environment, "libraries.libhostfxr",
            "It is .NET's, and computes nothing of a training: numbers are libtorch's, or IEEE arithmetic that no version may change."),
        Informative(
            Box.Environment, "libraries.libhostpolicy",
            "It is .NET's, and computes nothing of a training: numbers are libtorch's, or IEEE arithmetic that no version may change."),
        Informative(
            Box.Environment, "libraries.libSystem.",
            "It is .NET's, and computes nothing of a training: numbers are libtorch's, or IEEE arithmetic that no version may change."),
        Informative(
            Box.Environment, "libraries.libmscor",
            "It is .NET's, and computes nothing of a training: numbers are libtorch's, or IEEE arithmetic that no version may change."),
        Informative(Box.Environment, "libraries.libc.so", "Its version and what its functions give stand in libc and libm."),
        Informative(Box.Environment, "libraries.libc-", "Its version and what its functions give stand in libc and libm."),
        Informative(Box.Environment, "libraries.libm.so", "Its version and what its functions give stand in libc and libm."),
        Informative(Box.Environment, "libraries.libm-", "Its version and what its functions give stand in libc and libm."),
        Informative(Box.Environment, "libraries.ld-linux", "Its version and what its functions give stand in libc and libm."),
        Informative(Box.Environment, "libraries.ld-2", "Its version and what its functions give stand in libc and libm."),
        Informative(Box.Environment, "libraries.libmvec.so", "Its version and what its functions give stand in libc and libm."),
        Informative(Box.Environment, "libraries.libdl.so", "Its version and what its functions give stand in libc and libm."),
        Informative(Box.Environment, "libraries.libdl-", "Its version and what its functions give stand in libc and libm."),
        Informative(Box.Environment, "libraries.libpthread.so", "Its version and what its functions give stand in libc and libm."),
        Informative(Box.Environment, "libraries.libpthread-", "Its version and what its functions give stand in libc and libm."),
        Informative(Box.Environment, "libraries.librt.so", "Its version and what its functions give stand in libc and libm."),
        Informative(Box.Environment, "libraries.librt-", "Its version and what its functions give stand in libc and libm."),
        Informative(Box.Environment, "libraries.libutil.so", "Its version and what its functions give stand in libc and libm."),
        Informative(Box.Environment, "libraries.libstdc++", "Arithmetic of C++ is compiled into the library that uses it."),
        Informative(Box.Environment, "libraries.libgcc_s", "Arithmetic of C++ is compiled into the library that uses it."),
        Informative(Box.Environment, "libraries.libssl", "It encrypts, hashes or checks: another version gives the same bytes, or none."),
        Informative(Box.Environment, "libraries.libcrypto", "It encrypts, hashes or checks: another version gives the same bytes, or none."),
        Informative(Box.Environment, "libraries.libgnutls", "It encrypts, hashes or checks: another version gives the same bytes, or none."),
        Informative(Box.Environment, "libraries.libnettle", "It encrypts, hashes or checks: another version gives the same bytes, or none."),
        Informative(Box.Environment, "libraries.libgcrypt", "It encrypts, hashes or checks: another version gives the same bytes, or none."),
        Informative(Box.Environment, "libraries.libkrb5", "It encrypts, hashes or checks: another version gives the same bytes, or none."),
        Informative(Box.Environment, "libraries.libgssapi", "It encrypts, hashes or checks: another version gives the same bytes, or none."),
        Informative(Box.Environment, "libraries.libz.so", "It packs and unpacks without loss."),
        Informative(Box.Environment, "libraries.libbz2", "It packs and unpacks without loss."),
        Informative(Box.Environment, "libraries.liblzma", "It packs and unpacks without loss."),
        Informative(Box.Environment, "libraries.libzstd", "It packs and unpacks without loss."),
        Informative(Box.Environment, "libraries.liblz4", "It packs and unpacks without loss."),
        Informative(Box.Environment, "libraries.libsnappy", "It packs and unpacks without loss."),
        Informative(Box.Environment, "libraries.libbrotli", "It packs and unpacks without loss."),
        Informative(Box.Environment, "libraries.libreadline", "It serves terminals and texts."),
        Informative(Box.Environment, "libraries.libncurses", "It serves terminals and texts."),
        Informative(Box.Environment, "libraries.libtinfo", "It serves terminals and texts."),
        Informative(Box.Environment, "libraries.libexpat", "It serves terminals and texts."),
        Informative(Box.Environment, "libraries.libicu", "It serves terminals and texts."),
        Informative(Box.Environment, "libraries.libnss", "It serves processes, names and devices."),
        Informative(Box.Environment, "libraries.libresolv", "It serves processes, names and devices."),
        Informative(Box.Environment, "libraries.libuuid", "It serves processes, names and devices."),
        Informative(Box.Environment, "libraries.libffi", "It serves processes, names and devices."),
        Informative(Box.Environment, "libraries.libsystemd", "It serves processes, names and devices."),
        Informative(Box.Environment, "libraries.libudev", "It serves processes, names and devices."),
        Informative(Box.Environment, "libraries.libselinux", "It serves processes, names and devices."),
        Informative(Box.Environment, "libraries.libcap.so", "It serves processes, names and devices."),
        Informative(Box.Environment, "libraries.libcurl", "It serves processes, names and devices."),
        Informative(Box.Environment, "libraries.libcuda.so", "The driver's version is recorded beside it."),
        Informative(Box.Environment, "libraries.libnvidia-", "The driver's version is recorded beside it."),
        Informative(
            Box.Environment, "lockstep",
            "Version, commit and digests of Lockstep's own files tell builds apart; what they compute is the number arithmetic."),
        Informative(Box.Environment, "os", "What computes is recorded by itself: the C library, and each library."),
        Informative(Box.Environment, "runtime", "Numbers are libtorch's and the C library's; .NET's own arithmetic is IEEE's, which no version may change."),
        Informative(Box.Environment, "sdk", "It compiled Lockstep; what the compiled program computes is the number arithmetic."),
        Informative(
            Box.Environment, "packages",
            "NuGet packages that this program is made of, with the hash of their content. Those that compute are locked by themselves: "
            + "torchSharp, libtorch, imageDecoder; one that a program of the user's brings is in the Code lock."),
        Informative(Box.Environment, "build", "What libtorch or PyTorch says of how it was built; the libraries' digests stand for it."),
        Informative(
            Box.Environment, "kernels",
            "What the libraries chose of the processor's instructions, by what they say, or, where they don't say, by the digest of what they "
            + "give for fixed numbers: it follows from the processor, the variables and the threads."),
        Informative(Box.Environment, "files", "Where the native libraries lay on that machine."),
        Informative(Box.Environment, "interpreter", "Where Python lay, and how it was built; its version and packages are locked."),
        Informative(
            Box.Environment, "conda",
            "Version and build of each package of a conda environment; what of it was used counts: Python's packages, and native libraries by digest."),
        Informative(Box.Environment, "lockFiles", "Digests of the lists that packages may have been installed from; what was installed is locked."),
        Informative(Box.Environment, "host", "A name for the machine."),
        Informative(Box.Environment, "processors", "How many threads are used is locked by itself."),
        Informative(
            Box.Environment, "interOpThreads",
            "Threads that run whole operations beside each other; no operation of a training is divided among them."),
        Informative(Box.Environment, "memoryBytes", "How much memory there is."),
        Relevant(
            Box.Randomness, "seed",
            Effects.Initialization | Effects.Order | Effects.Augment | Effects.Targets | Effects.Forward | Effects.RandomState | Effects.Evaluation,
            "What is drawn starts from it."),
        Relevant(
            Box.Randomness, "splitSeed", Effects.Order | Effects.Update | Effects.Length | Effects.Evaluation,
            "Which samples train and which validate is drawn from it."),
        Relevant(
            Box.Randomness, "orderAndAugmentation", Effects.Order | Effects.Augment | Effects.Targets,
            "The generator that order and augmentation are drawn with."),
        Relevant(
            Box.Randomness, "initialisation", Effects.Initialization | Effects.Forward | Effects.RandomState,
            "The generator that weights and dropout are drawn with."),
        Relevant(Box.Randomness, "determinism", Effects.Computing, "Whether operations that don't repeat are allowed."),
        Relevant(Box.Randomness, "switches", Effects.Computing, "They decide which of libtorch's operations are used."),
        Relevant(Box.Randomness, "addressOrder", Effects.Everything, "Of a command: where objects lie in memory decides the order of some sets."),
        Relevant(
            Box.Randomness, RecordedCommand.SeedVariablesKey, Effects.Everything,
            "Of a command: draws, and the order of sets and hashes, in Python and Perl start from those that were given; a rerun gets them again."),
        Informative(Box.Randomness, "relaxed", "The reasons for what the switches say."),
    ];

    private static LockField Relevant(Box box, string key, Effects acts, string reason) => new(box, key, acts, reason);

    private static LockField Informative(Box box, string key, string reason) => new(box, key, Effects.None, reason) { IsInformative = true };
}
