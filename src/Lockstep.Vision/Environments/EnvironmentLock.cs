using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Lockstep.Environments;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Vision.Images;
using Lockstep.Vision.Native;
using TorchSharp;

namespace Lockstep.Vision.Environments;

/// <summary>The Environment box: what on this machine changes the arithmetic, apart from what is only good to know.</summary>
internal static class EnvironmentLock
{
    /// <summary>Call it after <see cref="Determinism.Set(Recipe)"/>, so that what it reads back is what the run will use.</summary>
    /// <exception cref="LockstepException">The recipe asks for a device that is not here.</exception>
    public static BoxLock Read(Recipe recipe, CancellationToken cancellation)
    {
        NativeLibraries.Load();
        if (Accelerator.Problem(recipe) is { } problem)
        {
            throw new LockstepException($"Environment: device: {problem}");
        }

        var digests = new KnownDigests();
        var relevant = Relevant(recipe, digests, cancellation);
        if (OneDnn.WhyOff is not null)
        {
            relevant[RecordedEnvironment.OneDnnKey] = "off";
        }

        if (recipe.Device == "cuda")
        {
            relevant["gpu"] = Gpu.Describe();
        }

        var informative = Informative(digests, cancellation);
        AddLoaded(relevant, informative, digests, cancellation);
        digests.Save();
        return new BoxLock(Box.Environment, relevant, informative);
    }

    /// <summary>
    /// What is in the process's memory beside the libraries that are locked by themselves: mostly .NET's and the C library's, which are good to know;
    /// one that was loaded before these by a variable counts.
    /// </summary>
    private static void AddLoaded(JsonObject relevant, JsonObject informative, KnownDigests digests, CancellationToken cancellation)
    {
        var loaded = LoadedLibraries.Read(digests, cancellation);
        var counting = new JsonObject();
        var quiet = new JsonObject();
        var files = new JsonObject();
        foreach (var (name, (digest, path)) in loaded)
        {
            files[name] = path;
            if (!NativeLibraries.IsLocked(path))
            {
                (LockFields.IsQuietLibrary(name) ? quiet : counting)[name] = digest;
            }
        }

        if (counting.Count > 0)
        {
            relevant[RecordedEnvironment.LibrariesKey] = counting;
        }

        informative[RecordedEnvironment.LibrariesKey] = quiet;
        informative[RecordedEnvironment.FilesKey] = files;
    }

    private static JsonObject Relevant(Recipe recipe, KnownDigests digests, CancellationToken cancellation) => new()
    {
        [Arithmetic.Key] = Arithmetic.Current,
        ["torchSharp"] = VersionOf(typeof(torch).Assembly),
        ["libtorch"] = new JsonObject
        {
            ["version"] = Aten.Version,
            ["sha256"] = new JsonObject(
                NativeLibraries.Digests(recipe.Device == "cuda", cancellation).Select(library => KeyValuePair.Create(library.Key, (JsonNode?)library.Value))),
        },
        ["imageDecoder"] = new JsonObject
        {
            ["name"] = ImageDecoder.Name,
            ["version"] = ImageDecoder.Version,
            ["sha256"] = NativeLibraries.DecoderDigest(digests, cancellation),
            ["tiff"] = ImageDecoder.TiffName
        },
        ["processor"] = Processor.Describe(Aten.CpuCapability),
        ["libc"] = CLibrary.Version,
        ["libm"] = MathLibrary.Digest,
        ["device"] = recipe.Device,
        ["threads"] = torch.get_num_threads(),
        [RecordedEnvironment.VariablesKey] = LockedVariables.Read(),
    };

    private static JsonObject Informative(KnownDigests digests, CancellationToken cancellation) => new()
    {
        [LockstepBuild.Key] = new JsonObject
        {
            ["version"] = LockstepBuild.This.Version,
            ["commit"] = LockstepBuild.This.Commit,
            ["sha256"] = new JsonObject(new[] { typeof(LockstepException).Assembly, typeof(EnvironmentLock).Assembly }
                .Select(
                    assembly => KeyValuePair.Create(Path.GetFileName(assembly.Location), (JsonNode?)digests.Of(assembly.Location, cancellation)))),
        },
        ["os"] = RuntimeInformation.OSDescription,
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["sdk"] = BuiltProgram.Sdk,
        ["packages"] = BuiltProgram.Packages(),
        ["build"] = Aten.Build,
        ["kernels"] = Kernels.Describe(),
        [RecordedEnvironment.VariablesKey] = LockedVariables.ReadQuiet(),
        ["host"] = Environment.MachineName,
        ["processors"] = Environment.ProcessorCount,
        ["interOpThreads"] = torch.get_num_interop_threads(),
        ["memoryBytes"] = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
    };

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? assembly.GetName().Version?.ToString() ?? "unknown";
}
