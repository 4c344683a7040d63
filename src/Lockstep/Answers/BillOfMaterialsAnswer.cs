using System.Text.Json.Nodes;
using Lockstep.Environments.Bom;

namespace Lockstep.Answers;

/// <summary>A bill of materials, as <c>env sbom --json</c> gives it.</summary>
public static class BillOfMaterialsAnswer
{
    /// <param name="file">Where it was written, in full; null where it was not.</param>
    public static JsonObject Of(BillOfMaterials bill, string? file) => new()
    {
        ["file"] = file,
        ["serialNumber"] = bill.SerialNumber,
        ["components"] = bill.Components,
        ["models"] = bill.Models,
        ["lacks"] = JsonTexts.Of(bill.Lacks),
    };
}
