using System.Text.Json.Nodes;
using Lockstep.Audit;
using Lockstep.Audit.Checklists;
using Lockstep.Text;

namespace Lockstep.Answers;

/// <summary>What an audit saw, as <c>--json</c> gives it.</summary>
public static class AuditAnswer
{
    /// <summary>All findings, those that don't count too.</summary>
    public static JsonObject Of(AuditReport report) => new()
    {
        ["subject"] = report.Subject.Shown,
        ["folder"] = report.Subject.Folder,
        ["level"] = EnumWord.Of(report.Subject.Level),
        ["status"] = report.Passed ? "passed" : "failed",
        ["boxes"] = new JsonArray([.. report.Boxes.Select(box => (JsonNode)new JsonObject
        {
            ["box"] = EnumWord.Of(box.Box),
            ["state"] = EnumWord.Of(box.State),
            ["reason"] = box.Reason,
        })]),
        ["checks"] = new JsonArray([.. report.Checks.Select(made => (JsonNode)new JsonObject
        {
            ["check"] = made.Check.Name,
            ["box"] = EnumWord.Of(made.Check.Box),
            ["findings"] = report.Findings.Count(finding => finding.Check == made.Check),
            ["evidence"] = made.Result?.Evidence,
            ["notChecked"] = made.NotChecked,
        })]),
        ["findings"] = new JsonArray([.. report.Findings.Select(finding => (JsonNode)new JsonObject
        {
            ["check"] = finding.Check.Name,
            ["box"] = EnumWord.Of(finding.Check.Box),
            ["state"] = EnumWord.Of(finding.State),
            ["reason"] = finding.Reason,
            ["file"] = finding.Finding.File,
            ["cell"] = finding.Finding.Cell,
            ["line"] = finding.Finding.Line == 0 ? null : finding.Finding.Line,
            ["evidence"] = finding.Finding.Evidence,
            ["repair"] = finding.Finding.Repair,
            ["picture"] = finding.Finding.Picture,
            ["fingerprint"] = finding.Fingerprint,
        })]),
    };

    /// <summary>What the verdicts say to each item of a checklist.</summary>
    public static JsonObject Of(Checklist list, AuditReport report) => new()
    {
        ["title"] = list.Title,
        ["items"] = new JsonArray([.. list.Items.Select(item => (JsonNode)new JsonObject
        {
            ["name"] = item.Name,
            ["asks"] = item.Asks,
            ["isForPrograms"] = item.IsForPrograms,
            ["boxes"] = new JsonObject(report.Boxes.Where(box => item.Boxes.Contains(box.Box))
                .Select(box => KeyValuePair.Create(EnumWord.Of(box.Box), (JsonNode?)EnumWord.Of(box.State)))),
            ["says"] = item.Says,
        })]),
    };

    /// <summary>What <c>--explain</c> says of a check.</summary>
    public static JsonObject Of(AuditCheck check) => new()
    {
        ["check"] = check.Name,
        ["box"] = EnumWord.Of(check.Box),
        ["level"] = EnumWord.Of(check.Level),
        ["title"] = check.Title,
        ["measures"] = check.Measures,
        ["why"] = check.Why,
        ["example"] = check.Example,
        ["repair"] = check.Repair,
        ["isAdvice"] = check.IsAdvice,
    };
}
