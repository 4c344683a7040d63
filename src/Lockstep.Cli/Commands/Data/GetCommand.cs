using System.CommandLine;
using System.Globalization;
using Lockstep.Answers;
using Lockstep.Archives;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Files;
using Lockstep.Snapshots;
using Lockstep.Snapshots.Downloads;

namespace Lockstep.Cli.Commands.Data;

/// <summary>Fetches a data set whose size and SHA-256 are known beforehand.</summary>
internal static class GetCommand
{
    private static readonly string[] ArchiveEndings = [".tar.gz", ".tgz", ".tar", ".zip", ".gz"];

    public static Command Create()
    {
        var source = new Argument<string?>("NAME|URL")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "A data set of the catalogue, or the address (http, https, file) or path of an archive or file."
        };
        var bytes = new Option<long?>("--bytes") { HelpName = "N", Description = "The file's size; needed with a URL." };
        var sha256 = new Option<string?>("--sha256") { HelpName = "H", Description = "The file's SHA-256; needed with a URL." };
        var into = new Option<string?>("--into") { HelpName = "DIR", Description = "The snapshot's folder, absent or empty; data/<name> without it." };
        var most = new Option<long?>("--max-unpacked")
        {
            HelpName = "BYTES",
            Description = "Refuse archives that unpack to more; 200 times their own size and at least 1 GiB without it."
        };
        var list = new Option<bool>("--list") { Description = "List the catalogue." };
        return new Command("get", "Fetch a data set under a pinned size and SHA-256, and make a sealed snapshot of it.")
        {
            source, bytes, sha256, into, most, list
        }.WithHelp("""
            Examples:
              lockstep data get --list
              lockstep data get mnist
              lockstep data get https://example.org/cats.tar.gz --bytes 1048576 --sha256 9f86d081… --into data/cats-v1

            An interrupted fetch resumes where it stopped. .tar.gz, .tgz, .tar, .zip and .gz are unpacked, other files kept as they are.
            Exit codes: 0 the snapshot is there; 1 what arrived is not what was pinned; 2 wrong usage; 3 network, archive or disk failed; 130 interrupted.
            """).Writes(parsed =>
                parsed.GetValue(list) ? [] : [WrittenPlaces.Beside(parsed.GetValue(into) ?? "data/new"), LocalStore.Find(Environment.CurrentDirectory).Folder])
            .Runs(async (parsed, terminal, cancellation) =>
        {
            if (parsed.GetValue(list))
            {
                PrintCatalogue(terminal);
                return ExitCode.Success;
            }

            var set = DataSetOf(parsed.GetValue(source), parsed.GetValue(bytes), parsed.GetValue(sha256));
            var folder = parsed.GetValue(into) ?? Path.Combine("data", set.Name);
            if (DataSetFetch.IsTaken(folder))
            {
                throw new UsageException($"{folder}: is there already, and not empty. Name another folder with --into, "
                    + $"or check it with 'lockstep data verify {ShellWord.Of(folder)}'.");
            }

            var limits = parsed.GetValue(most) is { } allowed
                ? new UnpackLimits(allowed > 0 ? allowed : throw new UsageException($"--max-unpacked {allowed}: expected at least 1."))
                : null;
            return await FetchAsync(terminal, set, folder, limits, cancellation).ConfigureAwait(false);
        });
    }

    private static async Task<int> FetchAsync(Terminal terminal, PinnedDataSet set, string folder, UnpackLimits? limits, CancellationToken cancellation)
    {
        using var client = Download.Client();
        var store = LocalStore.Find(Environment.CurrentDirectory);
        var fetch = new DataSetFetch(new Download(client, DownloadPatience.Default, TimeProvider.System), store);
        FetchedDataSet fetched;
        try
        {
            fetched = await DownloadDisplay.ShowAsync(terminal, progress => fetch.FetchAsync(set, folder, limits, progress, cancellation))
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            terminal.Error("interrupted; what has arrived is kept, and the same command resumes from there.");
            return ExitCode.Interrupted;
        }

        DataReport.PrintWarnings(terminal, store);
        foreach (var note in fetched.Notes)
        {
            terminal.Message($"note: {note}");
        }

        terminal.Result($"snapshot   {ShownPath.Of(fetched.Snapshot.Folder)}, read-only");
        DataReport.Print(terminal, fetched.Snapshot, fetched.Manifest);
        terminal.Json(DataAnswer.Of(fetched.Snapshot, fetched.Manifest));
        return ExitCode.Success;
    }

    private static PinnedDataSet DataSetOf(string? source, long? bytes, string? sha256)
    {
        if (source is null)
        {
            throw new UsageException("NAME|URL is missing. 'lockstep data get --list' lists the names.");
        }

        if (DatasetCatalog.Find(source) is { } known)
        {
            return bytes is null && sha256 is null ? known : throw new UsageException($"{source} is in the catalogue, with its sizes and SHA-256. Leave out "
                + $"--bytes and --sha256, or write ./{source} for a file of that name.");
        }

        var address = AddressOf(source);
        if (bytes is not { } size || sha256 is null)
        {
            throw new UsageException(HowToPin(source, address, bytes is null, sha256 is null));
        }

        try
        {
            var file = new PinnedFile(address, size, sha256.ToLowerInvariant());
            return Archive(file);
        }
        catch (LockstepException exception) when (exception is not UsageException)
        {
            throw new UsageException(exception.Message);
        }
    }

    private static PinnedDataSet Archive(PinnedFile file)
    {
        if (DataSetFetch.CannotUnpack(file.FileName))
        {
            throw new UsageException(
                $"{file.Source}: its kind of archive can't be unpacked here. Unpack it yourself, and seal the folder with 'lockstep data seal'.");
        }

        var ending = ArchiveEndings.FirstOrDefault(
            ending => file.FileName.Length > ending.Length && file.FileName.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
        return new PinnedDataSet(ending is null ? Path.GetFileNameWithoutExtension(file.FileName) : file.FileName[..^ending.Length], [file]);
    }

    private static Uri AddressOf(string source)
    {
        if (source.Contains("://", StringComparison.Ordinal))
        {
            return Uri.TryCreate(source, UriKind.Absolute, out var address) ? address : throw new UsageException(
                $"{source}: no address that can be understood.");
        }

        if (source.Contains('/', StringComparison.Ordinal) || Presence.IsFile(source))
        {
            return Presence.IsFile(source) ? new Uri(Path.GetFullPath(source)) : throw new UsageException($"{source}: no such file.");
        }

        var meant = DatasetCatalog.Nearest(source) is { } near ? $" Did you mean '{near}'?" : "";
        throw new UsageException($"{source}: not in the catalogue, and no file.{meant} 'lockstep data get --list' lists the names.");
    }

    private static string HowToPin(string source, Uri address, bool noBytes, bool noSha256)
    {
        var missing = (noBytes, noSha256) switch
        {
            (true, true) => "--bytes and --sha256 are missing",
            (true, false) => "--bytes is missing",
            _ => "--sha256 is missing",
        };
        var copy = address.IsFile ? source : "COPY";
        var fetched = address.IsFile ? "" : $"  curl -L -o COPY '{source}'\n";
        return $"{source}: {missing}; only what is known beforehand is fetched. Take both from where the data set is published, "
            + "or from a copy that you trust:\n"
            + $"{fetched}  stat -c %s '{copy}'\n  sha256sum '{copy}'\n"
            + $"and then: lockstep data get '{source}' --bytes N --sha256 H";
    }

    private static void PrintCatalogue(Terminal terminal)
    {
        foreach (var set in DatasetCatalog.DataSets)
        {
            terminal.Result(string.Create(CultureInfo.InvariantCulture, $"{Cells.Left(set.Name, 18)} {set.Files.Count,2} "
                + $"{(set.Files.Count == 1 ? "file " : "files")} {set.Bytes,12} bytes  {set.Files[0].Source.Host}"));
        }

        terminal.Json(DatasetCatalogAnswer.Of(DatasetCatalog.DataSets));
    }
}
