using System.Runtime.InteropServices;
using Lockstep.Files;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Samples;
using Lockstep.Snapshots;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Runs;

namespace Lockstep.Vision.Explaining;

/// <summary>Makes a trial in this process.</summary>
public static class TrialRunner
{
    private const string Level = "standard";

    /// <summary>A trial that can't be made is a reply with its problem, no exception.</summary>
    public static async Task<TrialReply> RunAsync(TrialRequest request, Extensions extensions, CancellationToken cancellation)
    {
        try
        {
            var prepared = await PrepareAsync(request, extensions, cancellation).ConfigureAwait(false);
            string[] locks = [.. prepared.Locks.All.Select(box => box.ToJson())];
            return request.Steps is { } steps
                ? new TrialReply(null, Replayed(request, prepared, steps, cancellation), Locks: locks)
                : Trained(request, prepared, cancellation) with { Locks = locks };
        }
        catch (Exception exception) when (exception is LockstepException or IOException or UnauthorizedAccessException or ExternalException)
        {
            return new TrialReply(exception.Message);
        }
    }

    private static async Task<PreparedRun> PrepareAsync(TrialRequest request, Extensions extensions, CancellationToken cancellation)
    {
        var bytes = RegularFile.ReadAllBytes(request.Recipe);
        var recipe = RecipeReader.Resolve(request.Recipe, bytes, [], Environment.ProcessorCount, extensions.Recipes);
        var source = new RecipeSource(Path.GetFileName(request.Recipe), request.Folder, bytes, request.Split is { } split ? SplitFile.Load(split) : null, []);
        return await Preparation.PrepareAsync(
            recipe,
            source,
            new Snapshot(request.Data),
            Manifest.Load(request.Manifest),
            repositoryFolder: null,
            request.Folder,
            extensions,
            hashedBytes: null,
            cancellation).ConfigureAwait(false);
    }

    private static string Replayed(TrialRequest request, PreparedRun prepared, long steps, CancellationToken cancellation)
    {
        var path = Path.Combine(request.Folder, $"{request.Name}.ledger.bin");
        if (request is { StartRun: { } run, StartCheckpoint: { } checkpoint })
        {
            try
            {
                Replay.Run(prepared, path, steps, new ReplayStart(RunFolder.Open(run), checkpoint, request.StartStep), cancellation, Level);
                return path;
            }
            catch (ReplayStartException)
            {
                // What is put in doesn't fit the checkpoint, such as another optimizer: from the first step, then.
                File.Delete(path);
            }
        }

        Replay.Run(prepared, path, steps, start: null, cancellation, Level);
        return path;
    }

    private static TrialReply Trained(TrialRequest request, PreparedRun prepared, CancellationToken cancellation)
    {
        var folder = RunFolder.Create(request.Folder, request.Name);
        var record = new TrainingRun(prepared, folder, TimeProvider.System, progress: null).Execute(parent: null, judge: null, cancellation);
        return record.ResultId is { } result
            ? new TrialReply(null, folder.LedgerPath, result)
            : new TrialReply(record.Reason ?? "the training did not come to its end", folder.LedgerPath);
    }
}
