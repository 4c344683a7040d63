using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Lockstep.Files;
using Lockstep.Vision.Tensors;
using static TorchSharp.torch;

namespace Lockstep.Vision.Training.Resuming;

/// <summary>The checkpoints that a run can resume from: one folder each, which is there whole or not at all, and checked when it is read.</summary>
/// <param name="folder">Made where it is absent.</param>
internal sealed partial class ResumePoints(string folder)
{
    private const string StateFile = "state.json";
    private const string ModelFile = "model.safetensors";
    private const string AverageFile = "average.safetensors";
    private const string OptimizerFile = "optimizer.safetensors";
    private const string SumsFile = "SHA256SUMS";
    private const int LargestState = 256 << 20;

    /// <summary>Names of the checkpoints, the newest first, as <c>epoch-3-batch-17</c>: the epoch that goes on, and how many of its batches are done.</summary>
    public IReadOnlyList<string> Names => !Presence.IsFolder(folder) ? [] : [.. Directory.EnumerateDirectories(folder)
        .Select(path => (Name: Path.GetFileName(path), Match: NamePattern().Match(Path.GetFileName(path))))
        .Where(found => found.Match.Success)
        .OrderByDescending(found => int.Parse(found.Match.Groups["epoch"].ValueSpan, CultureInfo.InvariantCulture))
        .ThenByDescending(found => int.Parse(found.Match.Groups["batch"].ValueSpan, CultureInfo.InvariantCulture))
        .Select(found => found.Name)];

    /// <summary>Writes a checkpoint, and takes away all but the newest.</summary>
    /// <param name="keep">How many stay; at least 1.</param>
    /// <returns>Its name.</returns>
    /// <exception cref="IOException">It could not be written; those before are as they were.</exception>
    public string Save(ResumePoint point, TrainingState state, int keep)
    {
        var name = NameOf(state.Facts);
        Directory.CreateDirectory(folder);
        RemoveUnfinished();
        var temporary = Path.Combine(folder, $".{name}.tmp");
        try
        {
            Directory.CreateDirectory(temporary);
            Write(temporary, point, state);
            Replace(temporary, Path.Combine(folder, name));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            RemoveUnfinished();
            throw new IOException($"The checkpoint {Path.Combine(folder, name)} could not be written: {exception.Message}", exception);
        }

        foreach (var old in Names.Skip(keep))
        {
            Remove(old);
        }

        return name;
    }

    /// <summary>Puts a checkpoint into a trainer that has done nothing yet, so that what comes is what would have come after it.</summary>
    /// <param name="misfit">Why the caller can't resume from it; null where it can.</param>
    /// <exception cref="LockstepException">It is damaged, or does not fit; the trainer is as it was.</exception>
    public ResumePoint Restore(string name, Trainer trainer, Func<ResumePoint, string?> misfit)
    {
        var (point, state) = Load(name);
        using (state)
        {
            if ((misfit(point) ?? trainer.Misfit(state)) is { } reason)
            {
                throw new LockstepException($"{Path.Combine(folder, name)}: {reason}.");
            }

            trainer.Restore(state);
        }

        return point;
    }

    /// <summary>What a checkpoint says besides its tensors, whose digests are checked too.</summary>
    /// <exception cref="LockstepException">A file of it is missing, damaged, or not what it says it is.</exception>
    public ResumePoint Read(string name)
    {
        var path = Path.Combine(folder, name);
        CheckDigests(path);
        var point = ResumePoint.Parse(Bytes(Path.Combine(path, StateFile)), Path.Combine(path, StateFile));
        return NameOf(point.Training) == name ? point : throw new LockstepException($"{path}: its state is that of {NameOf(point.Training)}.");
    }

    /// <summary>Reads a checkpoint; the caller disposes the tensors.</summary>
    /// <exception cref="LockstepException">A file of it is missing, damaged, or not what it says it is.</exception>
    public (ResumePoint Point, TrainingState State) Load(string name)
    {
        var path = Path.Combine(folder, name);
        var point = Read(name);
        var read = new List<IReadOnlyDictionary<string, Tensor>>();
        try
        {
            IReadOnlyDictionary<string, Tensor> Tensors(string file)
            {
                read.Add(Safetensors.Load(Path.Combine(path, file)));
                return read[^1];
            }

            var state = new TrainingState(
                point.Training, Tensors(ModelFile), Presence.IsFile(Path.Combine(path, AverageFile)) ? Tensors(AverageFile) : null, Tensors(OptimizerFile));
            return state.NonFinite().Except(point.NonFinite, StringComparer.Ordinal).FirstOrDefault() is { } broken
                ? throw new LockstepException($"{path}: the tensor '{broken}' holds numbers that are NaN or infinite, and did not when it was written.")
                : (point, state);
        }
        catch
        {
            foreach (var tensor in read.SelectMany(tensors => tensors.Values))
            {
                tensor.Dispose();
            }

            throw;
        }
    }

    /// <summary>Where the weights of a checkpoint lie, as a run's last checkpoint holds them: their moving average, where the recipe takes one.</summary>
    /// <exception cref="LockstepException">A file of it is missing or damaged.</exception>
    public string WeightsOf(string name)
    {
        var path = Path.Combine(folder, name);
        CheckDigests(path);
        return Path.Combine(path, Presence.IsFile(Path.Combine(path, AverageFile)) ? AverageFile : ModelFile);
    }

    /// <summary>Name of the newest whose files are what was written; null where there is none.</summary>
    public string? NewestSound() => Names.FirstOrDefault(name =>
    {
        try
        {
            CheckDigests(Path.Combine(folder, name));
            return true;
        }
        catch (LockstepException)
        {
            return false;
        }
    });

    /// <summary>Takes away what a kill left of a checkpoint that was being written.</summary>
    public void RemoveUnfinished()
    {
        if (!Presence.IsFolder(folder))
        {
            return;
        }

        foreach (var path in Directory.EnumerateDirectories(folder, ".*"))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static void Write(string path, ResumePoint point, TrainingState state)
    {
        var metadata = new Dictionary<string, string> { ["format"] = "pt", ["step"] = state.Facts.Step.ToString(CultureInfo.InvariantCulture) };
        Safetensors.Save(Path.Combine(path, ModelFile), state.Model, metadata);
        Safetensors.Save(Path.Combine(path, OptimizerFile), state.Optimizer, metadata);
        if (state.Average is { } average)
        {
            Safetensors.Save(Path.Combine(path, AverageFile), average, metadata);
        }

        AtomicFile.WriteAllText(Path.Combine(path, StateFile), point.ToJson());
        var files = Directory.GetFiles(path).Select(file => new FileChecksum(Sha256.OfFile(file).Digest, Path.GetFileName(file))).ToArray();
        AtomicFile.WriteAllText(Path.Combine(path, SumsFile), ChecksumListing.Write(files));
    }

    /// <summary>Gives the folder its name, under which one may lie that was found damaged.</summary>
    private void Replace(string temporary, string path)
    {
        Flush(temporary);
        if (Presence.IsFolder(path))
        {
            Directory.Move(path, Path.Combine(folder, $".{Path.GetFileName(path)}.old"));
        }

        Directory.Move(temporary, path);
        Flush(folder);
        RemoveUnfinished();
    }

    /// <summary>Takes one away; first under another name, so that a kill leaves no half of it.</summary>
    public void Remove(string name)
    {
        var hidden = Path.Combine(folder, $".{name}.old");
        Directory.Move(Path.Combine(folder, name), hidden);
        Directory.Delete(hidden, recursive: true);
    }

    private static void Flush(string path)
    {
        using var handle = FolderHandle.Open(path);
        handle.Flush();
    }

    private static void CheckDigests(string path)
    {
        var text = Encoding.UTF8.GetString(Bytes(Path.Combine(path, SumsFile)));
        var sums = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split("  ", 2)).Where(line => line.Length == 2).ToArray();
        var names = sums.Select(line => line[1]).ToHashSet(StringComparer.Ordinal);
        if (text != ChecksumListing.Write(sums.Select(line => new FileChecksum(line[0], line[1]))) || !names.IsSupersetOf([StateFile, ModelFile, OptimizerFile])
            || !names.IsSubsetOf([StateFile, ModelFile, OptimizerFile, AverageFile])
            || names.Contains(AverageFile) != Presence.IsFile(Path.Combine(path, AverageFile)))
        {
            throw new LockstepException($"{path}: its {SumsFile} does not list the files that a checkpoint has.");
        }

        foreach (var line in sums)
        {
            try
            {
                if (Sha256.OfFile(Path.Combine(path, line[1])).Digest is var digest && digest != line[0])
                {
                    throw new LockstepException($"{Path.Combine(path, line[1])}: damaged: its SHA-256 is {digest}, and was {line[0]} when it was written.");
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new LockstepException($"{Path.Combine(path, line[1])}: can't be read: {exception.Message}", exception);
            }
        }
    }

    private static byte[] Bytes(string path)
    {
        try
        {
            return new FileInfo(path).Length <= LargestState ? RegularFile.ReadAllBytes(path, RegularFile.MostOfListing) : throw new LockstepException(
                $"{path}: larger than {LargestState} bytes, which no checkpoint's is.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{path}: can't be read: {exception.Message}", exception);
        }
    }

    private static string NameOf(TrainingFacts facts) => string.Create(CultureInfo.InvariantCulture, $"epoch-{facts.Epoch}-batch-{facts.Batch}");

    [GeneratedRegex("^epoch-(?<epoch>[1-9][0-9]{0,8})-batch-(?<batch>0|[1-9][0-9]{0,8})\\z")]
    private static partial Regex NamePattern();
}
