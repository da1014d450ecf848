using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RealtimeHub.Tasks;

namespace RealtimeHub.Server.Tasks.Csv;

/// <summary>Which file is looked at.</summary>
[Description("Looks through a CSV or NDJSON file: rows, columns, types, ranges.")]
[TaskExample("""{ "path": "cities.csv" }""")]
internal sealed record CsvSummaryArgs : IValidatableObject
{
    /// <summary>Blanks around fields do not count, so that none can stand between them.</summary>
    private const string NoDelimiters = "\"\r\n ";

    /// <summary>Below <c>RealtimeHub:Tasks:DataFolder</c>. What ends in <c>.ndjson</c> or <c>.jsonl</c> has one JSON object a line; anything else is CSV, whose first line names the columns.</summary>
    [Required, MaxLength(1_000), Description("The file, below the folder that the server may read: .ndjson and .jsonl have one JSON object a line, anything else is CSV")]
    public string Path { get; init; } = "";

    /// <summary>What stands between the fields of a CSV file.</summary>
    [Description("What stands between the fields of a CSV file")]
    public string Delimiter { get; init; } = ",";

    // Attributes would say too little, or too much: those for the form of a text let null and nothing pass, and one that must be there would have no default for pages to show.
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Delimiter is not [var one] || NoDelimiters.Contains(one, StringComparison.Ordinal)) yield return new ValidationResult("delimiter is one character, and no quote, blank or line break", [nameof(Delimiter)]);
    }
}
