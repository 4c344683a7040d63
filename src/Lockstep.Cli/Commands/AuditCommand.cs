using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using Lockstep.Answers;
using Lockstep.Audit;
using Lockstep.Audit.Checklists;
using Lockstep.Audit.Checks;
using Lockstep.Cli.Display;
using Lockstep.Cli.Explaining;
using Lockstep.Cli.Frame;
using Lockstep.Code;
using Lockstep.Sharing.Bundles;
using Lockstep.Text;
using Lockstep.Vision.Auditing.Checks;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Work;

namespace Lockstep.Cli.Commands;

/// <summary>Says which box is open.</summary>
internal static class AuditCommand
{
    public static Command Create(Extensions extensions)
    {
        var what = new Argument<string[]>("RECIPE|RUN|DIR")
        {
            Description = "A recipe's file, a run as other commands name one, or the folder of any project; without it the current folder's "
                + "recipe.yaml, or the folder itself. Behind -- a command that the audit may run, to measure whether it repeats itself.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var data = new Option<string[]>("--data")
        {
            HelpName = "DIR",
            Description = "The folder of a data set to look at, beside the recipe's or the run's. May be repeated.",
            DefaultValueFactory = _ => [],
        };
        var level = new Option<string?>("--level")
        {
            HelpName = "static|quick|full",
            Description = "static reads files and runs nothing; quick trains a few steps, or runs the command; full takes as long as it takes. Without "
                + "it quick for a recipe, a run or a command, static for a folder.",
        };
        level.AcceptOnlyFromAmong([.. Enum.GetValues<AuditLevel>().Select(EnumWord.Of)]);
        var explain = new Option<string?>("--explain")
        {
            HelpName = "CHECK",
            Description = "Say what a check measures, and why, with a small example; "
            + "look at nothing."
        };
        var baseline = RunOptions.ToFile("--baseline", "Findings that this file has are told and don't count.");
        var update = new Option<bool>("--update-baseline") { Description = "Write the findings that count to the file of --baseline, to be committed." };
        var checklist = new Option<string?>("--checklist") { HelpName = "neurips|acm", Description = "Say to each item of a checklist what the audit found." };
        checklist.AcceptOnlyFromAmong([.. Checklist.All.Select(list => list.Word)]);
        var runs = new Option<string?>("--runs")
        {
            HelpName = "DIR",
            Description = "The folder that holds the runs; without it 'runs' in the folder "
            + "that is looked at."
        };
        var group = new Option<string?>("--group")
        {
            HelpName = "PATTERN|FILE.csv:COLUMN",
            Description = "Which images belong together, such as the frames of one video: a regular expression over their names whose first "
                + "parentheses hold the group, or a column of a CSV file. Without it, words in names such as patient_12 or video4.",
        };
        var pairs = new Option<string?>("--pairs")
        {
            HelpName = "FILE.html",
            Description = "Write pairs of nearly the same images side by side, to be "
            + "looked at."
        };
        var reports = new CheckReports();
        var command = new Command("audit", "Say which of the boxes Code, Data, Environment and Randomness is open, where, and what shuts it.")
        {
            what, data, level, explain, baseline, update, checklist, runs, group, pairs,
        };
        reports.AddTo(command);
        return command.WithHelp("""
            A box is shut, open, or not checked, with the reason. A comment '# lockstep: ok REASON' on a line silences what is found there.

            Examples:
              lockstep audit recipe.yaml
              lockstep audit latest                          a run's record, code, data and environment
              lockstep audit ~/project                       any Python project, by its text; nothing of it is run
              lockstep audit . -- python train.py            and run it, twice, to see whether it repeats itself
              lockstep audit . --baseline audit.json         only what is new counts
              lockstep audit --explain cudnn-benchmark

            Exit codes: 0 no box is open; 1 one is; 2 an error in the recipe, or nothing of that name; 3 failed; 130 interrupted.
            """).Writes(parsed => [.. reports.Places(parsed), parsed.GetValue(update) ? parsed.GetValue(baseline) : null, parsed.GetValue(pairs)])
            .Runs(async (parsed, terminal, cancellation) =>
            {
                using var vision = new VisionChecks(extensions, FreshProcess.MakeAsync);
                var checks = AuditCatalog.With(vision.All);
                if (parsed.GetValue(explain) is { } name)
                {
                    var check = Find(checks, name);
                    AuditDisplay.Explain(terminal, check);
                    terminal.Json(AuditAnswer.Of(check));
                    return ExitCode.Success;
                }

                if (parsed.GetValue(update) && parsed.GetValue(baseline) is null)
                {
                    throw new UsageException("--update-baseline goes with --baseline FILE, the file to write.");
                }

                var (words, given) = Split(parsed, what);
                AuditLevel? wanted = parsed.GetValue(level) is { } word ? Enum.Parse<AuditLevel>(word, ignoreCase: true) : null;
                if (given.Length > 0 && wanted == AuditLevel.Static)
                {
                    throw new UsageException("--level static runs nothing, and a command was given; leave one of both out.");
                }

                var known = parsed.GetValue(baseline) is { } file && !parsed.GetValue(update) ? AuditBaseline.Read(file) : null;
                using var named = new NamedRuns(parsed.GetValue(runs) ?? "runs", terminal.Message, cancellation);
                var subject = new AuditedSubject(parsed.GetValue(runs), parsed.GetRequiredValue(data), given, wanted)
                {
                    GroupBy = parsed.GetValue(group),
                    Pairs = parsed.GetValue(pairs),
                }
                    .Find(words is [var first] ? first : null, named, extensions);
                var report = await new Auditor(checks).AuditAsync(
                    subject, known, subject.Level == AuditLevel.Static ? null : check => terminal.Message($"{check} …"), cancellation).ConfigureAwait(false);
                AuditDisplay.Print(terminal, report);
                if (parsed.GetValue(pairs) is { } page && report.Findings.All(found => found.Finding.Picture is null))
                {
                    terminal.Result($"No two images were found to be nearly the same, so {page} was not written.");
                }

                var list = Checklist.All.FirstOrDefault(list => list.Word == parsed.GetValue(checklist));
                if (list is not null)
                {
                    AuditDisplay.Print(terminal, list, report);
                }

                reports.Write(parsed, terminal, AuditSuite.Of(report, await BelowRootAsync(subject.Folder, cancellation).ConfigureAwait(false)));
                if (parsed.GetValue(update) && parsed.GetValue(baseline) is { } target)
                {
                    terminal.Result($"{Counted.Of(AuditBaseline.Write(target, report.Findings), "finding")} written to {target}; commit it.");
                }

                terminal.Json(WithChecklist(AuditAnswer.Of(report), list, report));
                return report.Passed || parsed.GetValue(update) ? ExitCode.Success : ExitCode.No;
            });
    }

    private static JsonObject WithChecklist(JsonObject answer, Checklist? list, AuditReport report)
    {
        if (list is not null)
        {
            answer["checklist"] = AuditAnswer.Of(list, report);
        }

        return answer;
    }

    private static AuditCheck Find(IReadOnlyList<AuditCheck> checks, string name) =>
        checks.FirstOrDefault(check => check.Name == name) ?? throw new UsageException(
            $"--explain {name}: no such check.{(NearestName.Of(name, checks.Select(check => check.Name)) is { } near ? $" Is it '{near}'?" : "")} There are: "
            + $"{string.Join(", ", checks.Select(check => check.Name))}.");

    /// <summary>What stands before -- and what behind it.</summary>
    private static (string[] Words, string[] Command) Split(ParseResult parsed, Argument<string[]> what)
    {
        var all = parsed.GetValue(what) ?? [];
        var behind = parsed.Tokens.Reverse().TakeWhile(token => token.Type != TokenType.DoubleDash).Count();
        var command = parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash) ? all[^Math.Min(behind, all.Length)..] : [];
        var words = all[..^command.Length];
        return words.Length <= 1 ? (words, command) : throw new UsageException(
            $"expected one recipe, run or folder, found {words.Length} words: {string.Join(' ', words.Select(ShellWord.Of))}. "
            + "A command stands behind '--', as in 'lockstep audit . -- python train.py'.");
    }

    /// <summary>The folder as it lies in the repository, from whose root annotations name files.</summary>
    private static async Task<string> BelowRootAsync(string folder, CancellationToken cancellation)
    {
        try
        {
            return await GitRepository.RootAsync(folder, cancellation).ConfigureAwait(false) is { } root
                && Path.GetRelativePath(root, folder) is not "." and var below && !below.StartsWith("..", StringComparison.Ordinal) ? below + "/" : "";
        }
        catch (LockstepException)
        {
            return ""; // a report needs no repository
        }
    }
}
