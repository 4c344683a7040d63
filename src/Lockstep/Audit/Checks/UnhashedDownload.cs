using System.Text.RegularExpressions;
using Lockstep.Audit.Projects;
using Lockstep.Audit.Python;

namespace Lockstep.Audit.Checks;

/// <summary>Files that are downloaded, and whose digest nothing compares.</summary>
internal static partial class UnhashedDownload
{
    private static readonly string[] ToFile =
        ["urllib.request.urlretrieve", "urllib.urlretrieve", "wget.download", "gdown.download", "gdown.download_folder", "torch.hub.download_url_to_file"];

    private static readonly string[] WithDigest = ["download_url", "download_and_extract_archive", "download_url_to_file", "download", "cached_download"];

    private static readonly string[] DigestKeys = ["hash_prefix", "md5", "sha256", "known_hash", "hash"];

    public static AuditCheck Check { get; } = new("unhashed-download", AuditedBox.Data, AuditLevel.Static)
    {
        Title = "A download whose digest nothing compares",
        Measures = "Looks in Python, notebooks, shell scripts and Dockerfiles for what writes a download to a file: urlretrieve, requests.get whose "
            + "content is written, gdown, torch.hub.download_url_to_file without hash_prefix, wget, curl -o. Where the same file computes digests, it "
            + "is taken to compare them.",
        Why = "What lies at an address can change, and a download can break off. Nothing then says that the run had other data.",
        Example = "urlretrieve('https://example.org/images.zip', 'images.zip')     # whatever is there today",
        Repair = "Compare its SHA-256 with one that stands in the code, or seal the data once: lockstep data seal FOLDER.",
        Of = SubjectKinds.WithCode,
        Make = (subject, cancellation) =>
        {
            var inPython = subject.Python(cancellation);
            var files = subject.Files(cancellation);
            string[] scripts = [.. ShellLines.Files(files)];
            AuditFinding[] found = [.. Find(inPython), .. scripts.SelectMany(path => InShell(path, ShellLines.Of(files.Lines(path) ?? [])))];
            return Task.FromResult(
                scripts.Length == 0 && inPython.Files.Count == 0 && inPython.Unread is null ? CheckResult.NothingThere
                : inPython.Unread is { } reason ? CheckResult.CouldNot(reason, found)
                : CheckResult.Of(found));
        },
    };

    private static IEnumerable<AuditFinding> Find(PythonProject project)
    {
        foreach (var file in project.Files.Where(file => !file.Imports.Any(import => import.Module == "hashlib")))
        {
            foreach (var call in file.Calls.Where(call => (ToFile.Contains(call.Name) && !HasDigest(call)) || IsWritten(file, call)))
            {
                yield return file.At(
                    call.Line, $"{call.Name} downloads a file, and nothing compares its digest", "compare its SHA-256 with one that stands in the code");
            }

            foreach (var (line, text) in file.Shell.Where(line => Downloads().IsMatch(line.Text)))
            {
                yield return file.At(line, $"'{Shortened(text)}' downloads a file, and nothing compares its digest", "check it with sha256sum -c");
            }
        }
    }

    /// <summary>Whether an answer of requests is written to a file by the function that asks for it.</summary>
    private static bool IsWritten(PythonFile file, PythonCall call) =>
        call.Name is "requests.get" or "urllib.request.urlopen" or "httpx.get"
        && file.Calls.Any(open => open.Name == "open" && open.Within == call.Within && PythonCall.TextOf(open.Argument("mode", 1)) is { } mode
            && mode.Contains('w', StringComparison.Ordinal) && mode.Contains('b', StringComparison.Ordinal));

    private static bool HasDigest(PythonCall call) => WithDigest.Contains(call.Last)
        && Array.Exists(DigestKeys, key => call.Keys.TryGetValue(key, out var value) && value != "None");

    private static IEnumerable<AuditFinding> InShell(string path, IEnumerable<(int Line, string Text)> lines)
    {
        (int Line, string Text)[] all = [.. lines];
        return all.Any(line => Compares().IsMatch(line.Text)) ? [] : all.Where(line => Downloads().IsMatch(line.Text)).Select(line => new AuditFinding(
            path, line.Line, $"'{Shortened(line.Text)}' downloads a file, and nothing compares its digest", "check it with sha256sum -c"));
    }

    private static string Shortened(string text) => text.Length <= 80 ? text : text[..79] + "…";

    [GeneratedRegex(@"(\A|[\s;&|(])(wget\s(?!.*(-O\s*-|-qO-))|curl\s.*(\s-[a-zA-Z]*[oO]|--output|--remote-name|>)|gdown\s|aria2c\s)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Downloads();

    [GeneratedRegex(@"(sha\d+sum|md5sum|b2sum|shasum|openssl\s+dgst|gpg\s.*--verify|--checksum=)", RegexOptions.CultureInvariant)]
    private static partial Regex Compares();
}
