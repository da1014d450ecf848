using RealtimeHub.Load.Publishing;
using RealtimeHub.Load.Reports;

namespace RealtimeHub.Load.Scenarios.Steps;

/// <summary>How long publishers waited for an answer.</summary>
internal static class AnswerFigures
{
    public static IReadOnlyList<NamedFigure> Of(Publication publication)
    {
        var answers = publication.Answers();
        return answers.TotalCount == 0 ? [] :
        [
            new NamedFigure("answer-p50", "answer to a publish, p50", Latency.At(answers, 50), "ms"),
            new NamedFigure("answer-p99", "answer to a publish, p99", Latency.At(answers, 99), "ms"),
        ];
    }
}
