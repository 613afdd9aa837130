import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.medpayiq.client.ApiClient;
import org.medpayiq.client.ApiException;
import org.medpayiq.client.api.CodesApi;
import org.medpayiq.client.api.EstimatesApi;
import org.medpayiq.client.api.ReferenceApi;
import org.medpayiq.client.model.EstimateRequest;
import org.medpayiq.client.model.LineRequest;
import org.medpayiq.client.model.LineResult;

/** Calls a running service with the generated Java client. The compiler has checked the types before it runs. */
public final class Use {
    private static void check(boolean isRight, Object seen) {
        if (!isRight) {
            throw new AssertionError(String.valueOf(seen));
        }
    }

    public static void main(String[] arguments) throws Exception {
        ApiClient client = new ApiClient();
        client.updateBaseUri(arguments[0]);

        // A claim: a result of a closed list, an amount, and a property that is always there and null.
        EstimatesApi estimates = new EstimatesApi(client);
        LineRequest line = new LineRequest().hcpcs("76377").modifiers(List.of("26")).charge("300.00");
        EstimateRequest claim =
            new EstimateRequest().dateOfService(LocalDate.of(2025, 1, 15)).locality("01112-05").lines(List.of(line));
        var estimate = estimates.createEstimate(claim, null);
        var priced = estimate.getLines().get(0);
        check(priced.getResult() == LineResult.PRICED, priced);
        check(priced.getAmounts().getMedicarePaid().equals("32.68"), priced);
        check(priced.getAmounts().getLimitingCharge() == null, priced);

        // A claim with a fault: a problem that names it.
        try {
            estimates.createEstimate(new EstimateRequest().lines(List.of(new LineRequest().hcpcs("9921"))), null);
            throw new AssertionError("a problem was expected");
        } catch (ApiException error) {
            check(error.getCode() == 422 && error.getResponseBody().contains("/lines/0/hcpcs"), error);
        }

        var page = new CodesApi(client).getCode("76377", null, null, null, null, null);
        check(page.getHcpcs().equals("76377"), page);

        var vocabulary = new ReferenceApi(client).getVocabulary(null);
        check(vocabulary.getRules().size() > 10, vocabulary);
        System.out.println("Java: 4 calls are right");
    }
}
