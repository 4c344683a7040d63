using System.CommandLine;
using Lockstep.Answers;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Files;
using Lockstep.Snapshots;

namespace Lockstep.Cli.Commands.Data;

/// <summary>Checks a data set against its manifest.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "A sealed data set's folder." };
        var quick = new Option<bool>("--quick")
        {
            Description = "Pass files unread whose size, times and inode are what they were at the last full check on this machine."
        };
        var full = new Option<bool>("--full") { Description = "Read every file; what happens without --quick." };
        return new Command("verify", "Compare every file of DIR with DIR/manifest.json; every difference is listed.")
        {
            folder, quick, full, ForeignListing.Against
        }.WithHelp("""
            Examples:
              lockstep data verify data/cats-dogs-v1
              lockstep data verify data/cats-dogs-v1 --quick
              lockstep data verify cats-dogs.bag                     a BagIt bag, by its own manifests
              lockstep data verify data/cats --against cats.dvc      by DVC's listing

            Exit codes: 0 all as sealed; 1 something differs; 2 wrong usage; 3 it can't be checked.
            """).Runs(async (parsed, terminal, cancellation) =>
        {
            if (parsed.GetValue(quick) && parsed.GetValue(full))
            {
                throw new UsageException("--quick and --full: give one of them.");
            }

            var snapshot = NamedSnapshot.Existing(parsed.GetRequiredValue(folder));
            if (await ForeignListing.VerifyAsync(snapshot, parsed, terminal, cancellation).ConfigureAwait(false) is { } answered)
            {
                return answered;
            }

            if (!snapshot.HasManifest)
            {
                throw new LockstepException($"{snapshot.Folder}: has no {Manifest.FileName} to check against. {UnsealedFolder.Advice(snapshot.Folder)}");
            }

            var listing = snapshot.ListAsync(cancellation);
            if (parsed.GetValue(quick) && snapshot.Untouched(listing) is { } untouched)
            {
                Print(
                    terminal, untouched.Whole.Id, untouched.Files, untouched.Whole.Bytes,
                    new SnapshotCheck([], Trusted: untouched.Files, HadRecord: true), quick: true);
                return ExitCode.Success;
            }

            var manifest = Manifest.Load(snapshot.ManifestPath);
            Leftovers.GiveBack(manifest.Files.Count);
            var check = await HashingDisplay.Show(
                terminal, manifest.Bytes, progress => snapshot.Verify(manifest, listing, parsed.GetValue(quick), TimeProvider.System, progress, cancellation))
                .ConfigureAwait(false);
            if ((await listing.ConfigureAwait(false)).LeftOut.Where(relPath => !manifest.HoldsAny(relPath)).ToArray() is { Length: > 0 } leftOut)
            {
                terminal.Message($"Not looked at, since other programs keep it for themselves: {Bookkeeping.Listed(leftOut)}");
            }

            Print(terminal, manifest.Id, manifest.Files.Count, manifest.Bytes, check, parsed.GetValue(quick));
            return check.Findings.Count == 0 ? ExitCode.Success : ExitCode.No;
        });
    }

    private static void Print(Terminal terminal, string id, int files, long bytes, SnapshotCheck check, bool quick)
    {
        foreach (var finding in check.Findings)
        {
            terminal.Result(finding.ToString());
        }

        var how = !quick ? "" : check.HadRecord
            ? $"; {check.Trusted} passed unread, untouched since the last full check"
            : "; no full check of them is on record here (one within two seconds of a write does not count), so all were read";
        terminal.Result(check.Findings.Count == 0
            ? $"{Counted.Of(files, "file")}, {Counted.Of(bytes, "byte")}: all as manifest {id} says{how}"
            : $"{Counted.Of(check.Findings.Count, "finding")} against the {Counted.Of(files, "file")} of manifest {id}{how}");
        terminal.Json(DataCheckAnswer.Of(id, files, bytes, check));
    }
}
