using System.ComponentModel.DataAnnotations;
using RealtimeHub.Server.Tasks.Csv;
using RealtimeHub.Server.Tests.Support;

namespace RealtimeHub.Server.Tests.Csv;

public sealed class CsvSummaryArgsTests
{
    [Theory]
    [InlineData("""{"path":""}""", "Path")]
    [InlineData("""{"path":"a.csv","delimiter":"ab"}""", "delimiter is one character")]
    [InlineData("""{"path":"a.csv","delimiter":"\""}""", "delimiter is one character")]
    [InlineData("""{"path":"a.csv","delimiter":"\n"}""", "delimiter is one character")]
    [InlineData("""{"path":"a.csv","delimiter":""}""", "delimiter is one character")]
    [InlineData("""{"path":"a.csv","delimiter":" "}""", "delimiter is one character")]
    [InlineData("""{"path":"a.csv","delimiter":"  "}""", "delimiter is one character")]
    [InlineData("""{"path":"a.csv","delimiter":null}""", "delimiter is one character")]
    public void Wrong_arguments_are_refused(string args, string problem) => Assert.Contains(problem, Arguments.ProblemsOf<CsvSummaryArgs>(args), StringComparison.Ordinal);

    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData("\\t")]
    public void Anything_else_may_stand_between_fields(string delimiter) => Assert.Equal("", Arguments.ProblemsOf<CsvSummaryArgs>($$"""{"path":"a.csv","delimiter":"{{delimiter}}"}"""));

    [Fact]
    public void Whatever_passes_can_be_read_with()
    {
        for (var one = char.MinValue; one < char.MaxValue; one++)
        {
            if (new CsvSummaryArgs { Path = "a.csv", Delimiter = $"{one}" }.Validate(new ValidationContext(this)).Any()) continue;
            var field = one == 'x' ? "y" : "x";
            Assert.Equal(2, Assert.Single(CsvRows.Read(new StringReader($"{field}{one}{field}\n{field}{one}{field}\n"), $"{one}")).Fields.Length);
        }
    }
}
