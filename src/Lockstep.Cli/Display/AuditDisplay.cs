using Lockstep.Audit;
using Lockstep.Audit.Checklists;
using Lockstep.Cli.Frame;
using Lockstep.Text;

namespace Lockstep.Cli.Display;

/// <summary>An audit as the command prints it.</summary>
internal static class AuditDisplay
{
    private const int NameWidth = 12;
    private const int StateWidth = 12;

    public static void Print(Terminal terminal, AuditReport report)
    {
        foreach (var box in report.Boxes)
        {
            terminal.Result($"{Cells.Left(box.Box.ToString(), NameWidth)} {Cells.Left(EnumWord.Of(box.State), StateWidth)} {PlainText.OnOneLine(box.Reason)}");
        }

        Print(terminal, report, "open", FindingState.Opens);
        Print(terminal, report, "advice, which opens no box", FindingState.Advice);
        Print(terminal, report, "silenced by a comment", FindingState.Silenced);
        Print(terminal, report, "proven otherwise", FindingState.Refuted);
        Print(terminal, report, "in the baseline", FindingState.Known);
        if (report.Findings.FirstOrDefault(finding => finding.State == FindingState.Opens) is { } first)
        {
            terminal.Message($"Why: lockstep audit --explain {first.Check.Name}");
        }
    }

    /// <summary>What a check measures and why, with an example.</summary>
    public static void Explain(Terminal terminal, AuditCheck check)
    {
        terminal.Result($"{check.Name}: {check.Title}");
        terminal.Result($"box        {check.Box}{(check.IsAdvice ? "; advice, which never opens it" : "")}");
        terminal.Result($"level      {EnumWord.Of(check.Level)}");
        terminal.Result($"measures   {check.Measures}");
        terminal.Result($"why        {check.Why}");
        terminal.Result("example");
        foreach (var line in check.Example.Split('\n'))
        {
            terminal.Result($"    {line}".TrimEnd());
        }

        terminal.Result($"to mend it {check.Repair}");
    }

    /// <summary>What the verdicts say to each item of a checklist.</summary>
    public static void Print(Terminal terminal, Checklist list, AuditReport report)
    {
        terminal.Result("");
        terminal.Result(list.Title);
        foreach (var item in list.Items)
        {
            var states = report.Boxes.Where(box => item.Boxes.Contains(box.Box)).Select(box => $"{box.Box} {EnumWord.Of(box.State)}").ToArray();
            var found = states.Length > 0 ? string.Join(", ", states) : item.IsForPrograms ? "not checked" : "no program can answer";
            terminal.Result($"  {item.Name}: {found}. {item.Says}");
        }
    }

    private static void Print(Terminal terminal, AuditReport report, string title, FindingState state)
    {
        JudgedFinding[] findings = [.. report.Findings.Where(finding => finding.State == state)];
        if (findings.Length == 0)
        {
            return;
        }

        terminal.Result("");
        terminal.Result($"{Counted.Of(findings.Length, "finding")}, {title}");
        foreach (var (check, finding, _, reason) in findings)
        {
            var place = finding.Place is { Length: > 0 } at ? $"{at}: " : "";
            terminal.Result($"  {PlainText.OnOneLine($"{place}{finding.Evidence}")} [{check.Name}]");
            if (finding.Picture is { } picture)
            {
                terminal.Result($"      picture: {picture}");
            }

            if (state is FindingState.Opens or FindingState.Advice)
            {
                terminal.Result($"      {PlainText.OnOneLine(finding.Repair)}");
            }
            else if (reason is not null)
            {
                terminal.Result($"      {PlainText.OnOneLine(reason)}");
            }
        }
    }
}
