using System.CommandLine;
using Lockstep.Checks;
using Lockstep.Files;

namespace Lockstep.Cli.Frame;

/// <summary>The reports of checks that continuous integration reads, and the options that ask for them.</summary>
internal sealed class CheckReports
{
    private readonly Option<string?> junit = ToFile("--junit", "Write the checks as JUnit XML, for continuous integration.");
    private readonly Option<string?> markdown = ToFile("--markdown", "Write them as Markdown.");
    private readonly Option<string?> sarif = ToFile("--sarif", "Write those that failed as SARIF 2.1.0, which code scanning reads.");

    public void AddTo(Command command)
    {
        command.Options.Add(junit);
        command.Options.Add(markdown);
        command.Options.Add(sarif);
    }

    /// <summary>The files that are written.</summary>
    public IEnumerable<string?> Places(ParseResult parsed) => [parsed.GetValue(junit), parsed.GetValue(markdown), parsed.GetValue(sarif)];

    /// <summary>Writes what was asked for; in a job of GitHub Actions also the summary of the job, and an annotation a check that failed.</summary>
    public void Write(ParseResult parsed, Terminal terminal, CheckSuite suite)
    {
        Write(parsed.GetValue(junit), () => JUnitXml.Of(suite));
        Write(parsed.GetValue(markdown), () => MarkdownChecks.Of(suite));
        Write(parsed.GetValue(sarif), () => SarifLog.Of(suite));
        if (Environment.GetEnvironmentVariable("GITHUB_ACTIONS") is "true")
        {
            foreach (var line in GitHubLines.Of(suite))
            {
                if (terminal.WantsJson)
                {
                    terminal.Message(line);
                }
                else
                {
                    terminal.Result(line);
                }
            }
        }

        if (Environment.GetEnvironmentVariable("GITHUB_STEP_SUMMARY") is { Length: > 0 } summary)
        {
            // Shared with the job's other steps.
            File.AppendAllText(summary, MarkdownChecks.Of(suite) + "\n");
        }
    }

    private static void Write(string? path, Func<string> text)
    {
        if (path is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
            AtomicFile.WriteAllText(path, text());
        }
    }

    private static Option<string?> ToFile(string name, string description) => RunOptions.ToFile(name, description);
}
