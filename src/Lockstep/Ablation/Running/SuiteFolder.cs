using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Locks;

namespace Lockstep.Ablation.Running;

/// <summary>A suite's own folder: its report, and what must be known of it beside its runs.</summary>
public sealed class SuiteFolder
{
    private readonly Lock gate = new();
    private JsonObject state;

    private SuiteFolder(string path, JsonObject state) => (FullPath, this.state) = (path, state);

    /// <summary>Absolute.</summary>
    public string FullPath { get; }

    /// <summary>Seeds that were added to those of the file.</summary>
    public IReadOnlyList<long> AddedSeeds => [.. List("addedSeeds").Select(seed => (long)seed!)]; // as it was written

    /// <summary>With how many seeds a report was made, each time that it was another number.</summary>
    public IReadOnlyList<int> Looks => [.. List("looks").Select(count => (int)count!)]; // as it was written

    private string StatePath => Path.Combine(FullPath, "suite.json");

    /// <summary>Opens or makes it.</summary>
    /// <exception cref="LockstepException">Its state can't be read.</exception>
    public static SuiteFolder Open(string path)
    {
        SealedFolder.Refuse(path);
        var folder = new SuiteFolder(Path.GetFullPath(path), new JsonObject
        {
            ["format"] = FormatNumber.Known,
            ["lockstepVersion"] = LockstepBuild.This.Version,
            ["addedSeeds"] = new JsonArray(),
            ["looks"] = new JsonArray(),
            ["measured"] = new JsonObject(),
        });
        if (Presence.IsFile(folder.StatePath))
        {
            folder.state = Read(folder.StatePath);
        }

        return folder;
    }

    /// <summary>Makes the suite this process's own until it is disposed or the process ends.</summary>
    /// <exception cref="LockstepException">Another process runs it.</exception>
    public FolderHandle Acquire()
    {
        Directory.CreateDirectory(FullPath);
        var handle = FolderHandle.Open(FullPath);
        if (handle.TryLock())
        {
            return handle;
        }

        handle.Dispose();
        throw new LockstepException($"{ShownPath.Of(FullPath)}: the suite is being run by another process. Wait for it, or stop it with Ctrl-C.");
    }

    /// <summary>Adds seeds behind those that are there.</summary>
    public void AddSeeds(IEnumerable<long> seeds) => Change(() =>
    {
        foreach (var seed in seeds)
        {
            List("addedSeeds").Add(seed);
        }
    });

    /// <summary>That a report was made of so many seeds.</summary>
    public void Looked(int seeds)
    {
        if (Looks is not [.., var last] || last != seeds)
        {
            Change(() => List("looks").Add(seeds));
        }
    }

    /// <summary>What a run took; what can't be known is null.</summary>
    public void Measured(string run, long? peakBytes, double? joules) => Change(() =>
        ((JsonObject)state["measured"]!)[run] = new JsonObject { ["peakBytes"] = peakBytes, ["joules"] = JsonNumber.Of(joules) }); // made or read so

    /// <summary>What <see cref="Measured"/> wrote of a run; nulls where nothing is known.</summary>
    public (long? PeakBytes, double? Joules) MeasuredOf(string run) =>
        state["measured"]?[run] is JsonObject measured ? ((long?)measured["peakBytes"], (double?)measured["joules"]) : (null, null);

    /// <summary>Writes a file of the report, whole or not at all.</summary>
    public void Write(string name, string text) => AtomicFile.WriteAllText(Path.Combine(FullPath, name), text);

    private JsonArray List(string name) => (JsonArray)state[name]!; // made or read so

    private void Change(Action change)
    {
        lock (gate)
        {
            change();
            AtomicFile.WriteAllText(StatePath, state.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
        }
    }

    private static JsonObject Read(string path)
    {
        var bytes = RegularFile.ReadJson(path);
        if (FormatNumber.Refusal(bytes, path, "a suite's state") is { } refusal)
        {
            throw new LockstepException(refusal);
        }

        try
        {
            return JsonNode.Parse(bytes) is JsonObject { } read && read["addedSeeds"] is JsonArray added && read["looks"] is JsonArray looks
                && read["measured"] is JsonObject && added.All(item => item?.GetValueKind() == JsonValueKind.Number)
                && looks.All(item => item?.GetValueKind() == JsonValueKind.Number)
                ? read
                : throw new LockstepException($"{path}: not a suite's state. Remove it: the runs are kept, and what was measured of them is not.");
        }
        catch (JsonException exception)
        {
            throw new LockstepException(
                $"{path}: not a suite's state: {JsonProblem.Of(exception, Encoding.UTF8.GetString(bytes))}. "
                + "Remove it: the runs are kept, and what was measured of them is not.", exception);
        }
    }
}
